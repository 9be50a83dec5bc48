// SPDX-License-Identifier: Apache-2.0
#include "harness/model/fit/coordinate_search.h"

#include <gtest/gtest.h>

#include <cmath>

namespace fleetmark::model {
namespace {

using Point = std::vector<double>;

// Sum of ln^2 of each coordinate over its own minimum.
double bowl(const Point& at, const Point& minimum) {
  double sum = 0;
  for (std::size_t i = 0; i < at.size(); ++i) sum += std::pow(std::log(at[i] / minimum[i]), 2);
  return sum;
}

const Point kMinimum{3, 0.02, 5e6};
const std::vector<Bounds> kWide{{1e-3, 1e3}, {1e-6, 1}, {1, 1e9}};

TEST(CoordinateSearch, finds_the_minimum_of_a_separable_function) {
  const auto cost = [](const Point& at) { return bowl(at, kMinimum); };
  const Point found = coordinate_search(cost, {1, 0.5, 1e4}, kWide);
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_NEAR(std::log(found[i] / kMinimum[i]), 0, 0.01) << i;
  }
}

// Absolute values have no derivative where they are least.
TEST(CoordinateSearch, needs_no_derivative) {
  const auto cost = [](const Point& at) { return std::fabs(std::log(at[0] / 7)); };
  EXPECT_NEAR(coordinate_search(cost, {1}, {{0.1, 100}})[0], 7, 0.07);
}

TEST(CoordinateSearch, stops_at_the_bound_that_the_minimum_lies_beyond) {
  const auto cost = [](const Point& at) { return bowl(at, kMinimum); };
  const Point found = coordinate_search(cost, {1, 0.5, 1e4}, {{0.5, 2}, {0.1, 1}, {1, 1e5}});
  EXPECT_EQ(found, (Point{2, 0.1, 1e5}));
}

TEST(CoordinateSearch, never_asks_beyond_the_bounds) {
  const std::vector<Bounds> bounds{{0.5, 2}, {0.1, 1}};
  int calls = 0;
  const auto cost = [&](const Point& at) {
    ++calls;
    for (std::size_t i = 0; i < at.size(); ++i) {
      EXPECT_GE(at[i], bounds[i].low);
      EXPECT_LE(at[i], bounds[i].high);
    }
    return -at[0] * at[1];
  };
  EXPECT_EQ(coordinate_search(cost, {1, 0.5}, bounds), (Point{2, 1}));
  EXPECT_GT(calls, 10);
}

TEST(CoordinateSearch, a_coordinate_whose_bounds_meet_stays) {
  const auto cost = [](const Point& at) { return bowl(at, {3, 3}); };
  const Point found = coordinate_search(cost, {1, 1}, {{1, 1}, {0.1, 10}});
  EXPECT_EQ(found[0], 1);
  EXPECT_NEAR(found[1], 3, 0.03);
}

TEST(CoordinateSearch, never_ends_worse_than_it_began_and_stays_where_nothing_is_better) {
  const Point start{3, 0.02, 5e6};
  const auto cost = [](const Point& at) { return bowl(at, kMinimum); };
  EXPECT_EQ(coordinate_search(cost, start, kWide), start);
  const auto rough = [](const Point& at) { return std::sin(40 * at[0]) + std::cos(17 * at[1]); };
  const Point from{1.3, 0.4};
  EXPECT_LE(rough(coordinate_search(rough, from, {{0.1, 9}, {0.1, 9}})), rough(from));
}

TEST(CoordinateSearch, two_runs_are_identical) {
  const auto cost = [](const Point& at) { return bowl(at, kMinimum) + std::sin(9 * at[0]); };
  EXPECT_EQ(coordinate_search(cost, {1, 0.5, 1e4}, kWide),
            coordinate_search(cost, {1, 0.5, 1e4}, kWide));
}

TEST(CoordinateSearch, a_plan_of_few_sweeps_is_kept) {
  int calls = 0;
  const auto cost = [&](const Point& at) {
    ++calls;
    return bowl(at, kMinimum);
  };
  coordinate_search(cost, {1, 0.5, 1e4}, kWide, {.most_sweeps = 2});
  EXPECT_LE(calls, 1 + 2 * 2 * 3);
}

}  // namespace
}  // namespace fleetmark::model
