// SPDX-License-Identifier: Apache-2.0
// The loops of conv.forward, with AVX-512.
#include "kernels/conv/conv_loops_isa.h"

namespace fleetmark::conv {
const ConvLoops& conv_loops_avx512() { return kConvLoops; }
}  // namespace fleetmark::conv
