// SPDX-License-Identifier: Apache-2.0
// The loop of AdamW, for any x86-64 CPU.
#include "kernels/optimizer/adamw_loops_isa.h"

namespace fleetmark::optimizer {
const AdamwLoops& adamw_loops_baseline() { return kAdamwLoops; }
}  // namespace fleetmark::optimizer
