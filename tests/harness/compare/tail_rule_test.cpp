// SPDX-License-Identifier: Apache-2.0
#include "harness/compare/tail_rule.h"

#include <gtest/gtest.h>

#include <cmath>

namespace fleetmark::test {
namespace {

using namespace compare;

TEST(TailRule, a_small_fleet_with_a_prior_takes_its_spread_and_the_higher_centre) {
  const std::vector<double> values{100, 101, 99, 90, 90, 90, 100, 100};
  const TailScale scale = tail_scale(values, Prior{100, 0.01, 100});
  EXPECT_EQ(scale.centre, 100);
  EXPECT_DOUBLE_EQ(scale.sigma, 1);
  EXPECT_EQ(scale.freedom, 60);
  // Medians above the prior's level move the centre up, below it never down.
  EXPECT_EQ(tail_scale({110, 111, 112}, Prior{100, 0.01, 100}).centre, 111);
  EXPECT_EQ(tail_scale({80, 81, 82}, Prior{100, 0.01, 100}).centre, 100);
}

TEST(TailRule, a_prior_of_few_devices_weighs_as_few) {
  EXPECT_EQ(tail_scale({100, 100, 100}, Prior{100, 0.01, 8}).freedom, 7);
}

TEST(TailRule, a_small_fleet_without_prior_takes_its_mad) {
  const TailScale scale = tail_scale({1, 2, 3, 4, 100}, std::nullopt);
  EXPECT_EQ(scale.centre, 3);
  EXPECT_NEAR(scale.sigma, 1.4826, 1e-4);
  EXPECT_EQ(scale.freedom, 3);
}

TEST(TailRule, a_large_fleet_pools_and_is_capped) {
  // Half at 100, half at 90: the low side is as wide as can be.
  std::vector<double> values(33, 100.0);
  values.insert(values.end(), 31, 90.0);
  const TailScale own = tail_scale(values, std::nullopt);
  EXPECT_EQ(own.centre, 100);
  EXPECT_NEAR(own.sigma, 14.826, 1e-3);  // every distance below the median is 10
  EXPECT_EQ(own.freedom, 16);
  const TailScale capped = tail_scale(values, Prior{100, 0.01, 1000});
  EXPECT_DOUBLE_EQ(capped.sigma, 1.1);
  EXPECT_EQ(capped.freedom, 76);
  std::vector<double> even(64, 100.0);
  for (std::size_t i = 0; i < 32; ++i) even[i] = 99;
  const TailScale pooled = tail_scale(even, Prior{99.5, 0.01, 1000});
  const double mine = tail_scale(even, std::nullopt).sigma;
  EXPECT_NEAR(pooled.sigma, std::sqrt((60 * 0.995 * 0.995 + 16 * mine * mine) / 76), 1e-12);
}

// Student's t: with 3 degrees of freedom the 1 % quantile is -4.5407 (any table).
TEST(TailRule, thresholds_are_quantiles_of_t) {
  const TailScale scale{100, 1, 3};
  EXPECT_NEAR(low_threshold(scale, 1, 0.01), 100 - 4.5407, 1e-4);
  EXPECT_NEAR(p_of_lowest(100 - 4.5407, scale, 1), 0.01, 1e-6);
  EXPECT_NEAR(p_of_lowest(100 - 4.5407, scale, 8), 0.08, 1e-5);
  EXPECT_EQ(p_of_lowest(100, scale, 8), 1);
  // The floor holds where the spread is tiny.
  EXPECT_DOUBLE_EQ(low_threshold({100, 0.001, 60}, 8, 0.01), 98);
  EXPECT_EQ(p_of_lowest(99, {100, 0, 3}, 8), 0);
  EXPECT_EQ(p_of_lowest(100, {100, 0, 3}, 8), 1);
}

TEST(TailRule, a_larger_fleet_has_a_lower_threshold) {
  const TailScale scale{100, 1.6, 60};
  double last = 100;
  for (const std::size_t devices : {8U, 256U, 1024U, 10'000U}) {
    const double threshold = low_threshold(scale, devices, 0.01);
    EXPECT_LT(threshold, last);
    last = threshold;
  }
}

TEST(TailRule, holm_steps_down_and_stops) {
  // 0.01/3, 0.01/2 stand; the third misses 0.01.
  EXPECT_EQ(holm_levels({0.004, 0.02, 0.003}, 0.01), (std::vector<double>{0.005, 0, 0.01 / 3}));
  EXPECT_EQ(holm_levels({0.004, 0.0001}, 0.01), (std::vector<double>{0.01, 0.005}));
  EXPECT_EQ(holm_levels({0.006, 0.009}, 0.01), (std::vector<double>{0, 0}));
  EXPECT_TRUE(holm_levels({}, 0.01).empty());
}

TEST(TailRule, where_a_number_stands) {
  const Prior prior{100, 0.01, 1000};
  EXPECT_DOUBLE_EQ(share_below(100, prior), 0.5);
  EXPECT_NEAR(share_below(99, prior), 0.1607, 5e-4);  // t with 60 degrees of freedom
  EXPECT_FALSE(is_median_low(98, prior));
  EXPECT_TRUE(is_median_low(97, prior));                 // 2.39 sigma is the 1 % quantile
  EXPECT_FALSE(is_median_low(99, {100, 0.0001, 1000}));  // the floor of 2 %
}

TEST(TailRule, spreads_to_learn) {
  EXPECT_NEAR(low_spread({98, 99, 100, 101, 102}), std::sqrt(2.5) / 100, 1e-12);
}

}  // namespace
}  // namespace fleetmark::test
