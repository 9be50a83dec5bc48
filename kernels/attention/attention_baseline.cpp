// SPDX-License-Identifier: Apache-2.0
// The loops of attention, for any x86-64 CPU.
#include "kernels/attention/attention_loops_isa.h"

namespace fleetmark::attention {
const AttentionLoops& attention_loops_baseline() { return kAttentionLoops; }
}  // namespace fleetmark::attention
