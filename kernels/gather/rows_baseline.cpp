// SPDX-License-Identifier: Apache-2.0
// The loops of gather.rows, for any x86-64 CPU.
#include "kernels/gather/rows_loops_isa.h"

namespace fleetmark::gather {
const RowsLoops& rows_loops_baseline() { return kRowsLoops; }
}  // namespace fleetmark::gather
