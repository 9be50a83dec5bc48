// SPDX-License-Identifier: Apache-2.0
// The loops of gather.pool, with AVX-512.
#include "kernels/gather/pool_loops_isa.h"

namespace fleetmark::gather {
const PoolLoops& pool_loops_avx512() { return kPoolLoops; }
}  // namespace fleetmark::gather
