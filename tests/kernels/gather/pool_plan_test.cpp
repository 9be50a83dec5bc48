// SPDX-License-Identifier: Apache-2.0
// The cut of gather.pool for a GPU, played on a CPU.
#include "kernels/gather/pool_plan.h"

#include <gtest/gtest.h>

#include <vector>

namespace fleetmark::gather {
namespace {

Problem problem(DType dtype, std::int64_t bags, std::int64_t width) {
  return {
      "gather.pool", dtype, {{"bags", bags}, {"per_bag", 3}, {"table_rows", 10}, {"width", width}}};
}

TEST(PoolPlan, every_element_of_every_sum_has_one_thread) {
  for (const DType dtype : {DType::kF32, DType::kBf16}) {
    for (const std::int64_t width : {1, 3, 8, 64, 100, 130, 257, 1024, 4104}) {
      const auto plan = plan_pool(problem(dtype, 11, width));
      ASSERT_TRUE(plan);
      const std::int64_t elements =
          plan->is_vector ? static_cast<std::int64_t>(16 / bytes_of(dtype)) : 1;
      EXPECT_EQ(plan->packs * elements, width);
      EXPECT_EQ(kPoolThreads % plan->bag_threads, 0);
      std::vector<int> taken(static_cast<std::size_t>(11 * width));
      for (std::int64_t block = 0; block < plan->blocks; ++block) {
        for (int thread = 0; thread < kPoolThreads; ++thread) {
          const std::int64_t first = block * plan->tasks_per_block() + thread / plan->bag_threads;
          for (std::int64_t task = first; task < plan->tasks;
               task += std::int64_t{plan->blocks} * plan->tasks_per_block()) {
            const PoolTask at = pool_task(*plan, task, thread % plan->bag_threads);
            if (at.pack >= plan->packs) continue;
            for (std::int64_t i = 0; i < elements; ++i) {
              ++taken[static_cast<std::size_t>(at.bag * width + at.pack * elements + i)];
            }
          }
        }
      }
      EXPECT_EQ(taken, std::vector<int>(taken.size(), 1)) << width;
    }
  }
}

TEST(PoolPlan, narrow_rows_share_a_block_and_wide_ones_take_it) {
  EXPECT_EQ(plan_pool(problem(DType::kF32, 1, 64))->tasks_per_block(), 16);
  EXPECT_EQ(plan_pool(problem(DType::kF32, 1, 4096))->tasks_per_block(), 1);
  EXPECT_EQ(plan_pool(problem(DType::kF32, 7, 4096))->tasks, 28);
}

TEST(PoolPlan, row_numbers_beyond_32_bits_are_refused) {
  Problem wide = problem(DType::kF32, 1, 4);
  wide.sizes[2].second = std::int64_t{1} << 32;
  const auto refused = plan_pool(wide);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kNotSupported);
}

}  // namespace
}  // namespace fleetmark::gather
