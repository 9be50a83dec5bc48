// SPDX-License-Identifier: Apache-2.0
// The loops of attention, with AVX-512.
#include "kernels/attention/attention_loops_isa.h"

namespace fleetmark::attention {
const AttentionLoops& attention_loops_avx512() { return kAttentionLoops; }
}  // namespace fleetmark::attention
