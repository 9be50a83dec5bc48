// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/label_places.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace fleetmark::report::html {
namespace {

TEST(SpreadHeights, leaves_what_is_apart_where_it_is) {
  EXPECT_EQ(spread_heights({10, 100, 50}, 14), (std::vector<double>{10, 100, 50}));
}

TEST(SpreadHeights, moves_what_touches_about_its_middle_and_keeps_the_order) {
  const auto placed = spread_heights({50, 50, 52, 200}, 10);
  EXPECT_NEAR((placed[0] + placed[1] + placed[2]) / 3, (50.0 + 50 + 52) / 3, 1e-9);
  EXPECT_NEAR(placed[1] - placed[0], 10, 1e-9);
  EXPECT_NEAR(placed[2] - placed[1], 10, 1e-9);
  EXPECT_EQ(placed[3], 200);
}

TEST(SpreadHeights, any_heights_end_up_apart) {
  std::vector<double> wanted;
  for (int i = 0; i < 40; ++i) wanted.push_back(std::fmod(i * 37.7, 60));
  auto placed = spread_heights(wanted, 5);
  std::ranges::sort(placed);
  for (std::size_t i = 1; i < placed.size(); ++i) EXPECT_GE(placed[i] - placed[i - 1], 5 - 1e-9);
}

TEST(PlacedLabels, cover_neither_each_other_nor_points) {
  const std::vector<Point> points{{100, 100}, {104, 102}, {300, 200}};
  const auto placed = placed_labels(points, {"first", "second", "third"}, {0, 500, 0, 300});
  ASSERT_EQ(placed.size(), 3U);
  EXPECT_NE(placed[0].at.y == placed[1].at.y && placed[0].anchor == placed[1].anchor, true);
}

TEST(PlacedLabels, a_name_without_a_free_place_is_left_out) {
  const std::vector<Point> points(20, Point{50, 20});
  const auto placed =
      placed_labels(points, std::vector<std::string>(20, "a-long-name"), {0, 120, 0, 40});
  EXPECT_LT(placed.size(), 9U);
}

}  // namespace
}  // namespace fleetmark::report::html
