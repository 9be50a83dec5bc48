// SPDX-License-Identifier: Apache-2.0
// The loop of AdamW, with AVX2 and FMA.
#include "kernels/optimizer/adamw_loops_isa.h"

namespace fleetmark::optimizer {
const AdamwLoops& adamw_loops_avx2() { return kAdamwLoops; }
}  // namespace fleetmark::optimizer
