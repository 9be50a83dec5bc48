// SPDX-License-Identifier: Apache-2.0
// The loops of gather.rows, with AVX-512.
#include "kernels/gather/rows_loops_isa.h"

namespace fleetmark::gather {
const RowsLoops& rows_loops_avx512() { return kRowsLoops; }
}  // namespace fleetmark::gather
