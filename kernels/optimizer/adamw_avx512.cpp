// SPDX-License-Identifier: Apache-2.0
// The loop of AdamW, with AVX-512.
#include "kernels/optimizer/adamw_loops_isa.h"

namespace fleetmark::optimizer {
const AdamwLoops& adamw_loops_avx512() { return kAdamwLoops; }
}  // namespace fleetmark::optimizer
