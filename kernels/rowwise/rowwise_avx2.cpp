// SPDX-License-Identifier: Apache-2.0
// The loops of the rowwise family, with AVX2 and FMA.
#include "kernels/rowwise/rowwise_loops_isa.h"

namespace fleetmark::rowwise {
const RowwiseLoops& rowwise_loops_avx2() { return kRowwiseLoops; }
}  // namespace fleetmark::rowwise
