// SPDX-License-Identifier: Apache-2.0
// The loops of gather.pool, with AVX2 and FMA.
#include "kernels/gather/pool_loops_isa.h"

namespace fleetmark::gather {
const PoolLoops& pool_loops_avx2() { return kPoolLoops; }
}  // namespace fleetmark::gather
