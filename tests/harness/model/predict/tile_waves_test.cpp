// SPDX-License-Identifier: Apache-2.0
#include "harness/model/predict/tile_waves.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace fleetmark::model {
namespace {

TEST(TileWaves, a_product_that_fills_whole_waves_loses_nothing) {
  EXPECT_EQ(whole_tiles_factor(1280, 1280, 1, 100), 1);  // 100 tiles
  EXPECT_EQ(whole_tiles_factor(1280, 1280, 4, 100), 1);
  EXPECT_EQ(whole_tiles_factor(1280, 1280, 1, 0), 1);  // units unknown
  EXPECT_EQ(whole_tiles_factor(0, 0, 1, 100), 1);      // no product
}

// One tile more than a wave takes two waves.
TEST(TileWaves, a_tile_too_many_asks_for_another_wave) {
  EXPECT_DOUBLE_EQ(whole_tiles_factor(128, 128.0 * 101, 1, 100), 200.0 / 101);
  // 64 x 64 tiles of 8192 x 8192 on 132 multiprocessors: 31.03 waves take 32.
  EXPECT_DOUBLE_EQ(whole_tiles_factor(8192, 8192, 1, 132), 32 * 132.0 / 4096);
}

TEST(TileWaves, the_last_tile_of_a_side_is_computed_whole) {
  EXPECT_DOUBLE_EQ(whole_tiles_factor(129, 1280, 1, 0), 256.0 / 129);
  EXPECT_DOUBLE_EQ(whole_tiles_factor(1280, 200, 1, 0), 256.0 / 200);
  EXPECT_EQ(whole_tiles_factor(17, 1280, 1, 0), 1);  // tiles of 17 rows
}

// 60 tiles on 100 units: one unit each, 40 rest; 33 tiles: three units each, one rests.
TEST(TileWaves, units_share_tiles_where_there_are_enough_of_them) {
  EXPECT_DOUBLE_EQ(whole_tiles_factor(128, 128.0 * 60, 1, 100), 100.0 / 60);
  EXPECT_DOUBLE_EQ(whole_tiles_factor(128, 128.0 * 33, 1, 100), 100.0 / 99);
  EXPECT_EQ(whole_tiles_factor(64, 128, 1, 100), 1);
}

TEST(TileWaves, is_what_dealing_tiles_one_by_one_takes) {
  for (int units = 1; units <= 40; ++units) {
    for (int tiles = units; tiles <= 200; ++tiles) {
      std::vector<int> dealt(static_cast<std::size_t>(units));
      for (int tile = 0; tile < tiles; ++tile) ++dealt[static_cast<std::size_t>(tile % units)];
      const double longest = *std::ranges::max_element(dealt);
      EXPECT_NEAR(whole_tiles_factor(128, 128.0 * tiles, 1, units), longest * units / tiles, 1e-12);
    }
  }
}

TEST(TileWaves, more_rows_or_products_never_take_less_time) {
  for (const double units : {0.0, 1.0, 20.0, 132.0}) {
    for (const double columns : {64.0, 1000.0, 4096.0}) {
      double rows_before = 0, groups_before = 0;
      for (double count = 1; count <= 3000; count += 1) {
        const double of_rows = count * whole_tiles_factor(count, columns, 1, units);
        const double of_groups = count * whole_tiles_factor(64, columns, count, units);
        EXPECT_GE(of_rows, rows_before * (1 - 1e-12)) << count << " x " << columns;
        EXPECT_GE(of_groups, groups_before * (1 - 1e-12)) << count << " of " << columns;
        rows_before = of_rows;
        groups_before = of_groups;
      }
    }
  }
}

}  // namespace
}  // namespace fleetmark::model
