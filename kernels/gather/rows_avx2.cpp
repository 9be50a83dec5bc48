// SPDX-License-Identifier: Apache-2.0
// The loops of gather.rows, with AVX2 and FMA.
#include "kernels/gather/rows_loops_isa.h"

namespace fleetmark::gather {
const RowsLoops& rows_loops_avx2() { return kRowsLoops; }
}  // namespace fleetmark::gather
