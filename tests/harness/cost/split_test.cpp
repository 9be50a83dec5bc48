// SPDX-License-Identifier: Apache-2.0
#include "harness/cost/split.h"

#include <gtest/gtest.h>

namespace fleetmark::cost {
namespace {

TEST(Split, input_and_output_add_to_the_task) {
  for (const double share : {0.0, 0.2, 0.9, 1.0}) {
    const auto split = split_tokens(3.5, share, 8000, 500);
    EXPECT_NEAR(split.per_million_output_tokens + 8000.0 / 500 * split.per_million_input_tokens,
                3.5, 3.5e-12);
    EXPECT_DOUBLE_EQ(split.per_million_output_tokens, 3.5 * (1 - share));
  }
}

TEST(Split, steps_add_to_the_usage_cost) {
  const std::vector<LossStep> steps{{"ideal", 1e-3}, {"library", 1.5e-3}, {"scheduler", 1.4e-3}};
  const auto priced = price_steps(steps, 7.2, 1e6);
  // 7.2 an hour is 0.002 a second; a million units at 1.4 ms are 1,400 s.
  double sum = 0;
  for (const auto& step : priced) sum += step.per_task;
  EXPECT_NEAR(sum, 2.8, 1e-12);
  EXPECT_NEAR(priced[0].per_task, 2.0, 1e-12);
  EXPECT_NEAR(priced[1].per_task, 1.0, 1e-12);
  EXPECT_NEAR(priced[2].per_task, -0.2, 1e-12);
}

TEST(Split, a_training_run_costs_its_tokens_and_takes_its_days) {
  // 1e12 tokens are 1e6 tasks; 100 devices yield 50 tasks an hour each.
  const auto run = training_run(1e12, 100, 1e6, 0.25, 50);
  EXPECT_DOUBLE_EQ(run.cost, 250'000);
  EXPECT_NEAR(run.days, 1e6 / 5000 / 24, 1e-12);
}

}  // namespace
}  // namespace fleetmark::cost
