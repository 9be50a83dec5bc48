// SPDX-License-Identifier: Apache-2.0
#include "harness/compare/effect.h"

#include <gtest/gtest.h>

#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "harness/compare/seeded_draws.h"
#include "harness/compare/verdict.h"

namespace fleetmark::compare {
namespace {

const LaunchValues kBase{{0.00, 0.02}, 0};
const LaunchValues kNow{{0.10, 0.12}, 0};

TEST(Effect, two_and_two_launches_are_welch_by_hand) {
  const Effect effect = effect_of(kBase, kNow, 0.02);
  EXPECT_NEAR(effect.log_ratio, 0.1, 1e-12);
  // Both variances 0.0002: se^2 = 2 x 0.0002 / 2.
  EXPECT_NEAR(effect.standard_error, std::sqrt(0.0002), 1e-12);
  EXPECT_NEAR(effect.degrees_of_freedom, 2, 1e-9);
  EXPECT_NEAR(effect.launch_spread, std::sqrt(0.0002), 1e-12);
  EXPECT_EQ(effect.source, SpreadSource::kLaunches);
}

TEST(Effect, degrees_of_freedom_fall_to_the_noisier_side) {
  const LaunchValues quiet{{0, 0.001, 0.002, 0.001, 0}, 0};
  const LaunchValues noisy{{0, 0.2, 0.1}, 0};
  EXPECT_NEAR(effect_of(quiet, noisy, 0.02).degrees_of_freedom, 2, 0.01);
}

TEST(Effect, interval_is_that_of_student) {
  const Effect effect = effect_of(kBase, kNow, 0.02);
  const auto interval = interval_of(effect, 0.01);
  constexpr double kT = 9.924843;  // t of 2 degrees at 0.995, from tables
  EXPECT_NEAR(interval.low, 0.1 - kT * std::sqrt(0.0002), 1e-6);
  EXPECT_NEAR(interval.high, 0.1 + kT * std::sqrt(0.0002), 1e-6);
}

TEST(Effect, p_value_of_two_degrees_has_a_closed_form) {
  const Effect effect = effect_of(kBase, kNow, 0.02);
  const double t = 0.1 / std::sqrt(0.0002);
  EXPECT_NEAR(p_not_slower(effect), 0.5 - t / (2 * std::sqrt(2 + t * t)), 1e-9);
}

TEST(Effect, swapping_sides_negates_it) {
  const Effect there = effect_of(kBase, kNow, 0.02);
  const Effect back = effect_of(kNow, kBase, 0.02);
  EXPECT_DOUBLE_EQ(there.log_ratio, -back.log_ratio);
  EXPECT_DOUBLE_EQ(there.standard_error, back.standard_error);
}

TEST(Effect, launches_that_agree_to_the_last_bit_are_not_free_of_doubt) {
  const LaunchValues same{{1, 1, 1}, 0};
  EXPECT_NEAR(effect_of(same, same, 0.02).standard_error, kLeastLaunchSpread * std::sqrt(2.0 / 3),
              1e-12);
}

TEST(Effect, launches_cannot_agree_better_than_their_samples_tell) {
  const LaunchValues lucky{{1, 1, 1, 1}, 0.0004};
  EXPECT_NEAR(effect_of(lucky, lucky, 0.02).standard_error, std::sqrt(2 * 0.0004 / 4), 1e-12);
}

TEST(Effect, one_launch_a_side_takes_the_assumed_spread) {
  const Effect effect = effect_of({{0}, 0.0001}, {{0.1}, 0}, 0.02);
  EXPECT_EQ(effect.source, SpreadSource::kAssumed);
  EXPECT_NEAR(effect.degrees_of_freedom, 4, 1e-12);
  EXPECT_NEAR(effect.launch_spread, 0.02, 1e-12);
  EXPECT_NEAR(effect.standard_error, std::sqrt(2 * (0.0004 + 0.0001)), 1e-12);
}

TEST(Effect, one_launch_learns_from_the_other_side) {
  const LaunchValues three{{0, 0.02, 0.04}, 0};  // variance 0.0004
  const Effect effect = effect_of({{0}, 0}, three, 0.01);
  EXPECT_NEAR(effect.degrees_of_freedom, 6, 1e-12);
  const double pooled = (4 * 0.0001 + 2 * 0.0004) / 6;
  const double least = kLeastLaunchSpread * kLeastLaunchSpread;
  EXPECT_NEAR(effect.standard_error, std::sqrt((pooled + least) * (1 + 1.0 / 3)), 1e-12);
}

TEST(Effect, one_launch_is_wider_than_many) {
  const LaunchValues many{{0, 0.001, -0.001, 0.002, -0.002}, 0};
  const auto narrow = interval_of(effect_of(many, many, 0.02), 0.01);
  const auto wide = interval_of(effect_of({{0}, 0}, {{0}, 0}, 0.02), 0.01);
  EXPECT_GT(wide.high - wide.low, 10 * (narrow.high - narrow.low));
}

// The claim "found nine times out of ten" is what draws say.
TEST(Effect, detectable_slowdown_is_found_nine_times_out_of_ten) {
  constexpr double kSpread = 0.01;
  constexpr int kLaunches = 10;
  const Effect exact{0, kSpread * std::sqrt(2.0 / kLaunches), 2.0 * kLaunches - 2, kSpread,
                     SpreadSource::kLaunches};
  const double shift = std::log1p(detectable_slowdown(exact, 0.02, kAlpha));
  SeededDraws random(5);
  int found = 0;
  constexpr int kTrials = 4000;
  for (int trial = 0; trial < kTrials; ++trial) {
    LaunchValues base;
    LaunchValues now;
    for (int i = 0; i < kLaunches; ++i) {
      base.logs.push_back(kSpread * random.normal());
      now.logs.push_back(shift + kSpread * random.normal());
    }
    found += verdict_of(effect_of(base, now, 0.02), 0.02, kAlpha) == Verdict::kRegressed;
  }
  // t for a sum of quantiles is a little cautious; Welch's degrees are a little below 18.
  EXPECT_NEAR(static_cast<double>(found) / kTrials, 0.9, 0.03);
}

int launches_by_scan(const Effect& effect, double per_launch, double minimum, double alpha) {
  const double distance = std::fabs(std::fabs(effect.log_ratio) - std::log1p(minimum));
  for (int n = 2; n <= kMostLaunches; ++n) {
    const boost::math::students_t_distribution<double> t(2.0 * n - 2);
    const double reach = quantile(t, 1 - alpha / 2) + quantile(t, 0.8);
    if (reach * std::sqrt(per_launch / n) <= distance) return n;
  }
  return 0;
}

TEST(Effect, launches_needed_are_the_fewest_that_clear_the_margin) {
  for (const double change : {0.0, 0.005, 0.01, 0.017, 0.03, 0.05}) {
    const Effect effect{change, 0.01 * std::sqrt(2.0 / 5), 8, 0.01, SpreadSource::kLaunches};
    EXPECT_EQ(launches_needed(effect, 5, 5, 0.02, kAlpha),
              launches_by_scan(effect, 2 * 0.0001, 0.02, kAlpha))
        << change;
  }
}

TEST(Effect, an_effect_at_the_edge_of_the_margin_needs_more_launches_than_there_are) {
  const Effect effect{std::log1p(0.02), 0.01, 8, 0.01, SpreadSource::kLaunches};
  EXPECT_EQ(launches_needed(effect, 5, 5, 0.02, kAlpha), 0);
}

}  // namespace
}  // namespace fleetmark::compare
