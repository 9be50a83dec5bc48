// SPDX-License-Identifier: Apache-2.0
// Closed forms, properties, and error rates over series of known make.
#include "harness/compare/change_points.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "harness/compare/tracking_rates.h"
#include "tests/support/sanitizer.h"

namespace fleetmark::test {
namespace {

using compare::change_points;

using compare::SeededDraws;
using compare::trial_series;
using compare::TrialNoise;
using Series = std::vector<double>;

Series normal_series(SeededDraws& draws, std::size_t points) {
  return trial_series(TrialNoise::kNormal, draws, points);
}

TEST(ChangePoints, alarms_are_as_rare_and_steps_as_often_found_as_told) {
  for (const auto& rates : compare::history_rates(1, kIsSanitized ? 50 : 1000)) {
    if (kIsSanitized) continue;
    const auto noise = rates.noise;
    EXPECT_LE(rates.alarms, noise == TrialNoise::kAutocorrelated ? 0.10
                            : noise == TrialNoise::kSpikes       ? 0.02
                                                                 : 0.01)
        << name_of(noise);
    if (noise == TrialNoise::kNormal) {
      EXPECT_LE(rates.early, 0.01);
      EXPECT_GE(rates.found_5_after_10, 0.95);
      EXPECT_GE(rates.found_5_after_5, 0.60);
    }
    if (noise == TrialNoise::kStudent3) {
      EXPECT_LE(rates.early, 0.02);
    }
  }
}

// Without the floors of ratio and sigmas the permutation test alone must keep its level.
TEST(ChangePoints, the_test_keeps_its_level_by_itself) {
  compare::ChangeRule bare;
  bare.min_ratio = bare.min_sigmas = 1e-9;
  int alarms = 0;
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    SeededDraws draws(seed);
    alarms += change_points(normal_series(draws, 50), seed, bare).empty() ? 0 : 1;
  }
  EXPECT_LE(alarms, 20);
  EXPECT_GE(alarms, 2);  // and is not deaf
}

// A step of 14 sigmas in 24 points, over noise that is correlated by chance or by nature.
TEST(ChangePoints, a_large_step_in_a_short_series_is_found) {
  for (const auto noise : {TrialNoise::kNormal, TrialNoise::kAutocorrelated}) {
    int found = 0;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
      SeededDraws draws(seed);
      Series values = trial_series(noise, draws, 24);
      for (std::size_t j = 14; j < 24; ++j) values[j] -= 14;
      const auto changes = change_points(values, seed);
      const auto is_there = [](const auto& change) { return change.at >= 13 && change.at <= 15; };
      found += std::ranges::any_of(changes, is_there) ? 1 : 0;
    }
    EXPECT_GE(found, 285);
  }
}

TEST(ChangePoints, a_clean_step_is_where_it_is) {
  Series values(10, 100.0);
  values.insert(values.end(), 10, 110.0);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] += i % 2 == 0 ? 0.1 : -0.1;
  const auto changes = change_points(values, 1);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].at, 10U);
  EXPECT_NEAR(changes[0].before, 100, 0.11);
  EXPECT_NEAR(changes[0].ratio(), 1.1, 0.003);
  EXPECT_LE(changes[0].p, 0.01);
}

TEST(ChangePoints, two_steps_far_beyond_the_clip_are_two) {
  Series values;
  SeededDraws noise(2);
  for (const double level : {100.0, 200.0, 400.0}) {
    for (int i = 0; i < 12; ++i) values.push_back(level + 0.1 * noise.normal());
  }
  const auto changes = change_points(values, 1);
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].at, 12U);
  EXPECT_EQ(changes[1].at, 24U);
}

TEST(ChangePoints, what_is_too_small_or_too_short_is_none) {
  Series small(40, 100.0);
  for (std::size_t i = 0; i < small.size(); ++i) {
    small[i] += (i % 2 == 0 ? 0.01 : -0.01) + (i >= 20 ? 0.5 : 0);  // 0.5 %, many sigmas
  }
  EXPECT_TRUE(change_points(small, 1).empty());
  EXPECT_TRUE(change_points(Series(100, 7.0), 1).empty());
  EXPECT_TRUE(change_points(Series{1, 1, 1, 2, 2, 2}, 1).empty());
  EXPECT_TRUE(change_points(Series{}, 1).empty());
  EXPECT_TRUE(change_points(Series{1}, 1).empty());
}

TEST(ChangePoints, a_step_of_deterministic_values_is_found) {
  Series values(8, 3.0);
  values.insert(values.end(), 8, 4.0);
  const auto changes = change_points(values, 1);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].at, 8U);
}

TEST(ChangePoints, scale_does_not_matter_and_time_reversed_mirrors) {
  SeededDraws noise(5);
  Series values = normal_series(noise, 60);
  for (std::size_t i = 25; i < 60; ++i) values[i] *= 0.9;
  const auto changes = change_points(values, 9);
  ASSERT_EQ(changes.size(), 1U);
  Series scaled = values;
  for (double& value : scaled) value *= 1e9;
  EXPECT_EQ(change_points(scaled, 9).at(0).at, changes[0].at);
  Series reversed(values.rbegin(), values.rend());
  EXPECT_EQ(change_points(reversed, 9).at(0).at, 60 - changes[0].at);
}

// The bound that spares long series their permutations says what these would say.
TEST(ChangePoints, long_series_are_cut_where_they_change) {
  SeededDraws noise(3);
  Series values = normal_series(noise, 20'000);
  for (std::size_t i = 8'000; i < 12'000; ++i) values[i] *= 1.04;
  const auto changes = change_points(values, 4);
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_NEAR(static_cast<double>(changes[0].at), 8'000, 3);
  EXPECT_NEAR(static_cast<double>(changes[1].at), 12'000, 3);
  SeededDraws quiet(4);
  EXPECT_TRUE(change_points(normal_series(quiet, 20'000), 4).empty());
}

TEST(ChangePoints, the_same_input_gives_the_same_answer) {
  SeededDraws noise(11);
  Series values = trial_series(TrialNoise::kAutocorrelated, noise, 300);
  for (std::size_t i = 150; i < 300; ++i) values[i] *= 1.03;
  const auto once = change_points(values, 77);
  const auto again = change_points(values, 77);
  ASSERT_EQ(once.size(), again.size());
  for (std::size_t i = 0; i < once.size(); ++i) {
    EXPECT_EQ(once[i].at, again[i].at);
    EXPECT_EQ(once[i].p, again[i].p);
  }
}

}  // namespace
}  // namespace fleetmark::test
