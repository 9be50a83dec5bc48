// SPDX-License-Identifier: Apache-2.0
// The skinny GEMM, for any x86-64 CPU.
#include "kernels/matmul/skinny_loops_isa.h"

namespace fleetmark::matmul {
const SkinnyLoops& skinny_loops_baseline() { return kSkinnyLoops; }
}  // namespace fleetmark::matmul
