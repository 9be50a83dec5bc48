// SPDX-License-Identifier: Apache-2.0
// Enough samples: converged, or a limit, and nothing before the minimum.
#include "harness/measure/stopping_rule.h"

#include <gtest/gtest.h>

#include "harness/measure/statistics.h"

namespace fleetmark::measure {
namespace {

using record::StopReason;

// Alternates around 1 ms: independent for the effective count, half-width close to `spread`.
std::vector<record::Sample> samples(std::size_t n, double spread) {
  std::vector<record::Sample> all;
  for (std::size_t i = 0; i < n; ++i) {
    all.push_back({1e-3 * (1 + (i % 2 == 0 ? spread : -spread)), {}, 0});
  }
  return all;
}

TEST(StoppingRule, the_half_width_is_relative_to_the_median) {
  record::Summary summary;
  summary.median_s = 4;
  summary.median_95_s = record::Interval{3.9, 4.3};
  ASSERT_TRUE(relative_half_width(summary));
  EXPECT_DOUBLE_EQ(*relative_half_width(summary), 0.05);
}

// Five alike samples differ by nothing, and say nothing of the median's interval.
TEST(StoppingRule, without_an_interval_nothing_has_converged) {
  StoppingRule rule(StopPolicy{.min_samples = 1});
  for (std::size_t n = 1; n < 6; ++n) EXPECT_FALSE(rule.decide(samples(n, 0), 0.1)) << n;
  EXPECT_EQ(rule.decide(samples(6, 0), 0.1), StopReason::kConverged);
  EXPECT_FALSE(relative_half_width(record::Summary{}));
}

TEST(StoppingRule, a_narrow_interval_stops_at_the_minimum_and_not_before) {
  StoppingRule rule(StopPolicy{});
  for (std::size_t n = 1; n < 30; ++n) EXPECT_FALSE(rule.decide(samples(n, 0), 0.1)) << n;
  EXPECT_EQ(rule.decide(samples(30, 0), 0.1), StopReason::kConverged);
}

TEST(StoppingRule, the_target_is_the_border) {
  StoppingRule narrow(StopPolicy{.target_half_width = 0.0101});
  StoppingRule wide(StopPolicy{.target_half_width = 0.0099});
  EXPECT_EQ(narrow.decide(samples(40, 0.01), 0.1), StopReason::kConverged);
  EXPECT_FALSE(wide.decide(samples(40, 0.01), 0.1));
}

TEST(StoppingRule, a_required_duration_is_waited_for) {
  StoppingRule rule(StopPolicy{.min_duration_s = 5, .time_limit_s = 10});
  EXPECT_FALSE(rule.decide(samples(100, 0), 4.9));
  EXPECT_EQ(rule.decide(samples(101, 0), 5.0), StopReason::kConverged);
}

TEST(StoppingRule, limits_of_time_and_samples_are_told_apart) {
  StoppingRule late(StopPolicy{.time_limit_s = 2});
  EXPECT_FALSE(late.decide({}, 2.5)) << "a limit never leaves a case without a sample";
  EXPECT_EQ(late.decide(samples(1, 0), 2.0), StopReason::kTimeLimit);
  StoppingRule full(StopPolicy{.max_samples = 50, .time_limit_s = 2});
  EXPECT_FALSE(full.decide(samples(49, 0.1), 0.1));
  EXPECT_EQ(full.decide(samples(50, 0.1), 0.1), StopReason::kSampleLimit);
}

TEST(StoppingRule, what_converged_between_two_looks_is_not_flagged_at_the_limit) {
  StoppingRule rule(StopPolicy{.time_limit_s = 2});
  EXPECT_FALSE(rule.decide(samples(100, 0.1), 0.1));  // the next look is due at 105
  EXPECT_FALSE(rule.decide(samples(101, 0), 0.2));
  EXPECT_EQ(rule.decide(samples(102, 0), 2.0), StopReason::kConverged);
}

TEST(StoppingRule, autocorrelated_samples_need_more_of_them) {
  std::vector<record::Sample> steps;  // two values, each in stretches of ten
  for (int i = 0; i < 60; ++i) steps.push_back({i / 10 % 2 == 0 ? 1.0 : 1.004, {}, 0});
  const auto summary = summarise(steps);
  EXPECT_LT(summary.effective_count, 30);
  StoppingRule rule(StopPolicy{.target_half_width = 0.0019});
  EXPECT_FALSE(rule.decide(steps, 0.1));
}

}  // namespace
}  // namespace fleetmark::measure
