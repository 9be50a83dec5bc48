// SPDX-License-Identifier: Apache-2.0
// The cuts of the rowwise kernels for a GPU, played on a CPU: every element is taken once, and no
// pack crosses what it belongs to.
#include "kernels/rowwise/rowwise_plan.h"

#include <gtest/gtest.h>

#include <vector>

namespace fleetmark::rowwise {
namespace {

constexpr std::size_t kBf16 = 2;
constexpr std::size_t kF32 = 4;

TEST(RowwisePlan, a_row_is_held_by_what_it_fits) {
  EXPECT_EQ(plan_reduce({1, 1024, 1024}, kBf16).held, Held::kWarpFour);
  EXPECT_EQ(plan_reduce({1, 1032, 1032}, kBf16).held, Held::kBlockTwo);
  EXPECT_EQ(plan_reduce({1, 4096, 4096}, kBf16).held, Held::kBlockTwo);
  EXPECT_EQ(plan_reduce({1, 4096, 4096}, kF32).held, Held::kBlockFour);
  EXPECT_EQ(plan_reduce({1, 8200, 8200}, kBf16).held, Held::kBlockEight);
  EXPECT_EQ(plan_reduce({1, 16384, 16384}, kBf16).held, Held::kBlockEight);
  EXPECT_EQ(plan_reduce({1, 16392, 16392}, kBf16).held, Held::kNone);
  EXPECT_TRUE(plan_reduce({1, 4096, 4096}, kBf16).is_vector);
  EXPECT_FALSE(plan_reduce({1, 4100, 4100}, kBf16).is_vector);  // a multiple of 8 bytes alone
  EXPECT_TRUE(plan_reduce({1, 4100, 4100}, kF32).is_vector);
  EXPECT_EQ(plan_reduce({17, 64, 64}, kF32).blocks, 3);
  EXPECT_EQ(plan_reduce({17, 4096, 4096}, kF32).blocks, 17);
}

// Blocks, tiles and threads as the kernels count them; calls body(item).
template <typename Body>
void each_item(const MapPlan& plan, Body body) {
  for (std::int64_t block = 0; block < plan.blocks; ++block) {
    for (std::int64_t tile = block; tile * kMapTile < plan.items; tile += plan.blocks) {
      const TilePlace place = tile_place(tile, plan.items_per_row);
      for (std::uint32_t within = 0; within < kMapTile; ++within) {
        if (tile * kMapTile + within < plan.items) {
          body(item_place(place, within, plan.items_per_row));
        }
      }
    }
  }
}

TEST(RowwisePlan, rotary_turns_every_pair_once) {
  struct Case {
    Shape shape;
    std::size_t bytes;
    bool is_vector;
  };
  for (const Case& one : {Case{{5, 3 * 128, 128}, kBf16, true}, Case{{7, 3 * 6, 6}, kF32, false},
                          Case{{3, 40 * 24, 24}, kBf16, false}, Case{{3, 300 * 8, 8}, kF32, true},
                          Case{{2, 2, 2}, kBf16, false}}) {
    const auto shape = one.shape;
    const auto bytes = one.bytes;
    const auto is_vector = one.is_vector;
    const MapPlan plan = plan_map(Op::kRotary, shape, bytes);
    ASSERT_EQ(plan.is_vector, is_vector);
    const int elements = is_vector ? static_cast<int>(16 / bytes) : 1;
    const std::int64_t half = shape.head_dim / 2;
    std::vector<int> taken(static_cast<std::size_t>(shape.rows * shape.width));
    each_item(plan, [&](const ItemPlace& at) {
      const std::int64_t column = rotary_column(at.in_row, plan.items_per_head, elements);
      EXPECT_EQ(half, std::int64_t{plan.items_per_head} * elements);
      EXPECT_LT(column % shape.head_dim, half);
      EXPECT_LE(column % half + elements, half);  // column % half is the pair: the turn it needs
      for (int i = 0; i < elements; ++i) {
        ++taken[static_cast<std::size_t>(at.row * shape.width + column + i)];
        ++taken[static_cast<std::size_t>(at.row * shape.width + column + half + i)];
      }
    });
    EXPECT_EQ(taken, std::vector<int>(taken.size(), 1));
  }
}

TEST(RowwisePlan, dequantise_takes_every_code_once_and_keeps_to_its_row) {
  for (const Shape& shape : {Shape{5, 1000, 1000}, Shape{9, 37, 37}, Shape{3000, 8, 8}}) {
    const MapPlan plan = plan_map(Op::kDequantise, shape, kBf16);
    const int elements = plan.is_vector ? 8 : 1;
    std::vector<int> taken(static_cast<std::size_t>(shape.rows * shape.width));
    each_item(plan, [&](const ItemPlace& at) {
      const std::int64_t column = static_cast<std::int64_t>(at.in_row) * elements;
      EXPECT_LE(column + elements, shape.width);
      for (int i = 0; i < elements; ++i) {
        ++taken[static_cast<std::size_t>(at.row * shape.width + column + i)];
      }
    });
    EXPECT_EQ(taken, std::vector<int>(taken.size(), 1));
  }
}

TEST(RowwisePlan, tiles_far_out_are_placed_in_64_bits) {
  const std::int64_t tile = std::int64_t{1} << 33;
  const TilePlace place = tile_place(tile, 3);
  EXPECT_EQ(place.first_row, tile * kMapTile / 3);
  EXPECT_EQ(place.first_row * 3 + place.offset, tile * kMapTile);
}

TEST(RowwisePlan, flat_maps_count_the_short_pack_at_the_end) {
  EXPECT_EQ(plan_map(Op::kGelu, {3, 3, 3}, kBf16).items, 2);
  EXPECT_EQ(plan_map(Op::kGelu, {1, 1, 1}, kF32).blocks, 1);
}

TEST(RowwisePlan, rows_that_31_bits_do_not_count_are_refused) {
  EXPECT_TRUE(check_width({1, (std::int64_t{1} << 31) - 1, 1}));
  EXPECT_FALSE(check_width({1, std::int64_t{1} << 31, 1}));
}

}  // namespace
}  // namespace fleetmark::rowwise
