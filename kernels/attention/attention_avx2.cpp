// SPDX-License-Identifier: Apache-2.0
// The loops of attention, with AVX2 and FMA.
#include "kernels/attention/attention_loops_isa.h"

namespace fleetmark::attention {
const AttentionLoops& attention_loops_avx2() { return kAttentionLoops; }
}  // namespace fleetmark::attention
