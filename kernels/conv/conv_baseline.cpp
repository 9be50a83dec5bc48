// SPDX-License-Identifier: Apache-2.0
// The loops of conv.forward, for any x86-64 CPU.
#include "kernels/conv/conv_loops_isa.h"

namespace fleetmark::conv {
const ConvLoops& conv_loops_baseline() { return kConvLoops; }
}  // namespace fleetmark::conv
