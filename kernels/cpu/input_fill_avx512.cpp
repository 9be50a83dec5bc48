// SPDX-License-Identifier: Apache-2.0
// The loops that fill operands, with AVX-512.
#include "kernels/cpu/input_fill_isa.h"

namespace fleetmark::cpu {
const FillLoops& fill_loops_avx512() { return kFillLoops; }
}  // namespace fleetmark::cpu
