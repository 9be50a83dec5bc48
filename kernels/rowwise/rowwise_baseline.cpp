// SPDX-License-Identifier: Apache-2.0
// The loops of the rowwise family, for any x86-64 CPU.
#include "kernels/rowwise/rowwise_loops_isa.h"

namespace fleetmark::rowwise {
const RowwiseLoops& rowwise_loops_baseline() { return kRowwiseLoops; }
}  // namespace fleetmark::rowwise
