// SPDX-License-Identifier: Apache-2.0
// See prefill_plan.h.
#include "kernels/attention/prefill_plan.h"

#include <limits>

namespace fleetmark::attention {

Result<PrefillPlan> plan_prefill(const Shape& shape, int tile_rows) {
  PrefillPlan plan;
  plan.context = shape.context;
  plan.tokens = shape.tokens;
  plan.group = shape.group();
  plan.rows = shape.group() * shape.tokens;
  plan.row_tiles = (plan.rows + tile_rows - 1) / tile_rows;
  plan.caches = shape.batch * shape.kv_heads;
  plan.is_causal = shape.is_causal();
  constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
  if (plan.context > kMost - kPrefillPositions || plan.caches > kMost / plan.row_tiles) {
    return Error{ErrorCode::kNotSupported, "more positions or rows than 31 bits count"};
  }
  return plan;
}

}  // namespace fleetmark::attention
