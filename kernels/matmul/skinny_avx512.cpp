// SPDX-License-Identifier: Apache-2.0
// The skinny GEMM, with AVX-512.
#include "kernels/matmul/skinny_loops_isa.h"

namespace fleetmark::matmul {
const SkinnyLoops& skinny_loops_avx512() { return kSkinnyLoops; }
}  // namespace fleetmark::matmul
