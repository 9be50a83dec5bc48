// SPDX-License-Identifier: Apache-2.0
// The loops that fill operands, in 16-byte vectors (baseline).
#include "kernels/cpu/input_fill_isa.h"

namespace fleetmark::cpu {
const FillLoops& fill_loops_baseline() { return kFillLoops; }
}  // namespace fleetmark::cpu
