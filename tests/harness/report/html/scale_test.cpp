// SPDX-License-Identifier: Apache-2.0
// Scales map ends to ends; ticks are round and within.
#include "harness/report/html/scale.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace fleetmark::report::html {
namespace {

TEST(Scale, ends_land_on_ends_and_the_middle_between) {
  const Scale linear{0, 10, 100, 300};
  EXPECT_DOUBLE_EQ(linear.at(0), 100);
  EXPECT_DOUBLE_EQ(linear.at(10), 300);
  EXPECT_DOUBLE_EQ(linear.at(5), 200);
  const Scale log{1, 10'000, 0, 400, Spacing::kLog};
  EXPECT_DOUBLE_EQ(log.at(100), 200);  // the geometric middle
  EXPECT_DOUBLE_EQ(log.at(10'000), 400);
  EXPECT_DOUBLE_EQ(log.at(0), 0);  // no logarithm: at the low end
}

TEST(Scale, a_range_downwards_maps_upwards) {
  const Scale y{0, 10, 300, 100};
  EXPECT_DOUBLE_EQ(y.at(10), 100);
}

TEST(Scale, linear_ends_are_round_and_hold_the_range) {
  const Scale scale = linear_scale(0.3, 9.7, 0, 1);
  EXPECT_DOUBLE_EQ(scale.low, 0);
  EXPECT_DOUBLE_EQ(scale.high, 10);
  EXPECT_DOUBLE_EQ(linear_scale(10, 20, 0, 1).low, 10);
  EXPECT_DOUBLE_EQ(linear_scale(10, 20, 0, 1).high, 20);
}

TEST(Scale, ranges_of_one_value_or_none_are_widened) {
  for (const Scale& scale : {linear_scale(5, 5, 0, 1), linear_scale(0, 0, 0, 1),
                             linear_scale(std::numeric_limits<double>::infinity(), 0, 0, 1),
                             log_scale(7, 7, 0, 1), log_scale(0, 0, 0, 1)}) {
    EXPECT_LT(scale.low, scale.high);
    EXPECT_TRUE(std::isfinite(scale.at(5)));
  }
}

TEST(Scale, log_ends_are_decades_where_the_range_is_wide) {
  const Scale wide = log_scale(3e3, 4e9, 0, 1);
  EXPECT_NEAR(wide.low, 1e3, 1e-6);
  EXPECT_NEAR(wide.high, 1e10, 1);
  const Scale narrow = log_scale(3, 40, 0, 1);
  EXPECT_DOUBLE_EQ(narrow.low, 2);
  EXPECT_DOUBLE_EQ(narrow.high, 50);
}

TEST(Scale, ticks_are_one_two_five_and_within) {
  for (const auto& [low, high] : {std::pair{0.0, 1.0}, {-3.0, 4.5}, {0.0, 8.15e11}, {1e-9, 3e-9}}) {
    const Scale scale = linear_scale(low, high, 0, 1);
    const auto values = ticks(scale);
    ASSERT_GE(values.size(), 3u);
    EXPECT_LE(values.size(), 12u);
    const double step = values[1] - values[0];
    const double mantissa = step / std::pow(10, std::floor(std::log10(step) + 1e-9));
    EXPECT_TRUE(std::abs(mantissa - 1) < 1e-6 || std::abs(mantissa - 2) < 1e-6 ||
                std::abs(mantissa - 5) < 1e-6)
        << mantissa;
    EXPECT_GE(values.front(), scale.low - step * 1e-6);
    EXPECT_LE(values.back(), scale.high + step * 1e-6);
  }
  const auto log = ticks(log_scale(3, 40, 0, 1));
  EXPECT_EQ(log.size(), 5u);  // 2, 5, 10, 20, 50
}

}  // namespace
}  // namespace fleetmark::report::html
