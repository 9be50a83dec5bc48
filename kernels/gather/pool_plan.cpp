// SPDX-License-Identifier: Apache-2.0
// See pool_plan.h.
#include "kernels/gather/pool_plan.h"

#include <algorithm>
#include <limits>

#include "kernels/api/checked_sizes.h"

namespace fleetmark::gather {

Result<PoolPlan> plan_pool(const Problem& problem) {
  FLEETMARK_CHECK(check_sizes(problem, pool_spec()));
  const PoolShape s = pool_shape_of(problem);
  if (s.table_rows >= (std::int64_t{1} << 32)) {
    return Error{ErrorCode::kNotSupported, problem.key() + ": indices of rows have 32 bits"};
  }
  const auto in_pack = static_cast<std::int64_t>(16 / bytes_of(problem.dtype));
  PoolPlan plan;
  plan.is_vector = s.width % in_pack == 0;
  plan.packs = plan.is_vector ? s.width / in_pack : s.width;
  while (plan.bag_threads < plan.packs && plan.bag_threads < kPoolThreads) plan.bag_threads *= 2;
  plan.columns = (plan.packs + plan.bag_threads - 1) / plan.bag_threads;
  plan.tasks = s.bags * plan.columns;
  const std::int64_t blocks = (plan.tasks + plan.tasks_per_block() - 1) / plan.tasks_per_block();
  plan.blocks =
      static_cast<int>(std::min<std::int64_t>(blocks, std::numeric_limits<std::int32_t>::max()));
  return plan;
}

}  // namespace fleetmark::gather
