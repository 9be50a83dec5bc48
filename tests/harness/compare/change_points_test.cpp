// SPDX-License-Identifier: Apache-2.0
// Closed forms, properties, and error rates over series of known make.
#include "harness/compare/change_points.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "tests/harness/compare/noise.h"

namespace fleetmark::test {
namespace {

using compare::change_points;

using Series = std::vector<double>;
using Draw = std::function<Series(Noise&, std::size_t)>;

Series gauss(Noise& noise, std::size_t points) {
  Series series;
  for (std::size_t i = 0; i < points; ++i) series.push_back(100 + noise.normal());
  return series;
}
Series student_3(Noise& noise, std::size_t points) {
  Series series;
  for (std::size_t i = 0; i < points; ++i) series.push_back(100 + noise.student_3());
  return series;
}
Series with_spikes(Noise& noise, std::size_t points) {
  Series series = gauss(noise, points);
  for (double& value : series) value *= noise.uniform() < 0.02 ? 1.15 : 1;
  return series;
}
Series autocorrelated(Noise& noise, std::size_t points) {
  Series series;
  double state = noise.normal();
  for (std::size_t i = 0; i < points; ++i) {
    series.push_back(100 + state);
    state = 0.5 * state + std::sqrt(0.75) * noise.normal();
  }
  return series;
}

// Share of series without a change that get at least one.
double false_alarms(const Draw& draw, int series, const compare::ChangeRule& rule = {}) {
  int alarms = 0;
  for (int i = 0; i < series; ++i) {
    Noise noise(static_cast<std::uint64_t>(i) + 1);
    alarms += change_points(draw(noise, 50), static_cast<std::uint64_t>(i), rule).empty() ? 0 : 1;
  }
  return static_cast<double>(alarms) / series;
}

// Share of series whose step is found within two points of where it is.
double found(double step, std::size_t points_after, int series) {
  int hits = 0;
  for (int i = 0; i < series; ++i) {
    Noise noise(static_cast<std::uint64_t>(i) + 1);
    Series values = gauss(noise, 45);
    const std::size_t at = values.size() - points_after;
    for (std::size_t j = at; j < values.size(); ++j) values[j] *= step;
    const auto is_near = [at](const auto& change) {
      return std::fabs(static_cast<double>(change.at) - static_cast<double>(at)) <= 2;
    };
    const auto changes = change_points(values, static_cast<std::uint64_t>(i));
    hits += std::ranges::any_of(changes, is_near) ? 1 : 0;
  }
  return static_cast<double>(hits) / series;
}

TEST(ChangePoints, false_alarms_are_as_rare_as_told) {
  EXPECT_LE(false_alarms(gauss, 1000), 0.01);
  EXPECT_LE(false_alarms(student_3, 1000), 0.01);
  EXPECT_LE(false_alarms(with_spikes, 1000), 0.02);
  EXPECT_LE(false_alarms(autocorrelated, 1000), 0.10);
}

TEST(ChangePoints, early_ones_of_three_points_too) {
  compare::ChangeRule early;
  early.min_points = compare::kEarlyPoints;
  EXPECT_LE(false_alarms(gauss, 500, early), 0.01);
  EXPECT_LE(false_alarms(student_3, 500, early), 0.02);
}

// Without the floors of ratio and sigmas the permutation test alone must keep its level.
TEST(ChangePoints, the_test_keeps_its_level_by_itself) {
  compare::ChangeRule bare;
  bare.min_ratio = bare.min_sigmas = 1e-9;
  const double rate = false_alarms(gauss, 1000, bare);
  EXPECT_LE(rate, 0.02);
  EXPECT_GE(rate, 0.002);  // and is not deaf
}

TEST(ChangePoints, a_step_is_found) {
  EXPECT_GE(found(1.05, 10, 300), 0.95);
  EXPECT_GE(found(0.90, 5, 300), 0.95);
  EXPECT_GE(found(1.05, 5, 300), 0.60);
}

// A step of 14 sigmas in 24 points, over noise that is correlated by chance or by nature.
TEST(ChangePoints, a_large_step_in_a_short_series_is_found) {
  for (const Draw& draw : {Draw(gauss), Draw(autocorrelated)}) {
    int found = 0;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
      Noise noise(seed);
      Series values = draw(noise, 24);
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
  Noise noise(2);
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
  Noise noise(5);
  Series values = gauss(noise, 60);
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
  Noise noise(3);
  Series values = gauss(noise, 20'000);
  for (std::size_t i = 8'000; i < 12'000; ++i) values[i] *= 1.04;
  const auto changes = change_points(values, 4);
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_NEAR(static_cast<double>(changes[0].at), 8'000, 3);
  EXPECT_NEAR(static_cast<double>(changes[1].at), 12'000, 3);
  Noise quiet(4);
  EXPECT_TRUE(change_points(gauss(quiet, 20'000), 4).empty());
}

TEST(ChangePoints, the_same_input_gives_the_same_answer) {
  Noise noise(11);
  Series values = autocorrelated(noise, 300);
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
