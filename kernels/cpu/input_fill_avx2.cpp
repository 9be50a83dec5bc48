// SPDX-License-Identifier: Apache-2.0
// The loops that fill operands, with AVX2.
#include "kernels/cpu/input_fill_isa.h"

namespace fleetmark::cpu {
const FillLoops& fill_loops_avx2() { return kFillLoops; }
}  // namespace fleetmark::cpu
