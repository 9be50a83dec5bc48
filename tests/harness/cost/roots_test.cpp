// SPDX-License-Identifier: Apache-2.0
#include "harness/cost/roots.h"

#include <gtest/gtest.h>

#include <cmath>

namespace fleetmark::cost {
namespace {

TEST(Roots, one_crossing_is_found_to_the_last_digits) {
  const auto found = crossings([](double x) { return x * x - 2; }, 0, 10);
  ASSERT_EQ(found.roots.size(), 1U);
  EXPECT_NEAR(found.roots[0], std::sqrt(2.0), 1e-12);
}

TEST(Roots, every_crossing_is_found) {
  const auto found = crossings([](double x) { return (x - 1) * (x - 2.5) * (x - 7); }, 0, 10);
  ASSERT_EQ(found.roots.size(), 3U);
  EXPECT_NEAR(found.roots[0], 1, 1e-12);
  EXPECT_NEAR(found.roots[1], 2.5, 1e-12);
  EXPECT_NEAR(found.roots[2], 7, 1e-12);
}

TEST(Roots, none_says_how_near_it_came) {
  const auto found = crossings([](double x) { return (x - 3) * (x - 3) + 0.5; }, 0, 12);
  EXPECT_TRUE(found.roots.empty());
  EXPECT_NEAR(found.least, 0.5, 1e-3);
  EXPECT_NEAR(found.least_at, 3, 0.03);
  EXPECT_DOUBLE_EQ(found.greatest, 81.5);
  EXPECT_DOUBLE_EQ(found.greatest_at, 12);
}

TEST(Roots, a_root_on_an_end_counts_once) {
  EXPECT_EQ(crossings([](double x) { return x; }, 0, 1).roots, std::vector<double>{0});
  EXPECT_EQ(crossings([](double x) { return x - 1; }, 0, 1).roots, std::vector<double>{1});
  EXPECT_EQ(crossings([](double x) { return x - 0.5; }, 0, 1).roots, std::vector<double>{0.5});
}

// A step is a crossing too: an operating point that jumps.
TEST(Roots, a_jump_is_found_where_it_lies) {
  const auto found = crossings([](double x) { return x < 0.3 ? 1 : -1; }, 0, 1);
  ASSERT_EQ(found.roots.size(), 1U);
  EXPECT_NEAR(found.roots[0], 0.3, 1e-12);
}

}  // namespace
}  // namespace fleetmark::cost
