// SPDX-License-Identifier: Apache-2.0
// The loops of gather.pool, for any x86-64 CPU.
#include "kernels/gather/pool_loops_isa.h"

namespace fleetmark::gather {
const PoolLoops& pool_loops_baseline() { return kPoolLoops; }
}  // namespace fleetmark::gather
