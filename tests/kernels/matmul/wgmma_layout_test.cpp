// SPDX-License-Identifier: Apache-2.0
// The arithmetic that the sm_90a kernel runs on: fragments, shared memory, order of tiles.
#include "kernels/matmul/wgmma_layout.h"

#include <gtest/gtest.h>

#include <set>
#include <tuple>
#include <vector>

namespace fleetmark::matmul {
namespace {

using gpu::accumulator_element;
using gpu::Element;
using gpu::kDescriptorStep;
using gpu::swizzle_128;
using gpu::wgmma_descriptor;

constexpr int kTileWidths[] = {64, 128, 256};

// The hardware forms row and byte addresses and swizzles the sum. That a step adds 32 bytes to the
// start is right only if start bits 7-9 are zero, so that the step does not touch the row bits.
TEST(WgmmaLayout, a_step_along_k_stays_inside_the_span_and_the_address_field) {
  for (const int tile_n : kTileWidths) {
    const SharedMap map{tile_n, wgmma_stages(tile_n)};
    for (int stage = 0; stage < map.stages; ++stage) {
      for (const int at : {map.a_at(stage), map.a_at(stage) + 64 * kRowBytes, map.b_at(stage)}) {
        const auto last =
            static_cast<std::uint32_t>(kMaxSharedBytes - map.total_bytes() + gpu::kAtomBytes + at) /
            1024 * 1024;
        for (const std::uint32_t base : {static_cast<std::uint32_t>(at), last}) {
          EXPECT_EQ(base % 1024, 0U);
          const std::uint64_t third = wgmma_descriptor(base) + 3 * kDescriptorStep;
          EXPECT_EQ(third, wgmma_descriptor(base + 96));  // no carry out of the field
          EXPECT_EQ((base + 96) / 128, base / 128);
        }
      }
    }
  }
}

TEST(WgmmaLayout, shared_memory_holds_everything_once_and_fits) {
  for (const int tile_n : kTileWidths) {
    const SharedMap map{tile_n, wgmma_stages(tile_n)};
    EXPECT_GE(map.stages, 4);
    EXPECT_LE(map.total_bytes(), kMaxSharedBytes);
    std::vector<std::tuple<int, int>> parts;  // begin, bytes
    for (int stage = 0; stage < map.stages; ++stage) {
      parts.emplace_back(map.a_at(stage), kWgmmaTileM * kRowBytes);
      for (int half = 0; half < 2; ++half) {  // what each block of a pair sends
        parts.emplace_back(map.b_at(stage) + half * tile_n / 2 * kRowBytes, tile_n / 2 * kRowBytes);
      }
      parts.emplace_back(map.full_at(stage), 8);
      parts.emplace_back(map.empty_at(stage), 8);
    }
    for (int group = 0; group < kConsumerGroups; ++group) {
      for (int buffer = 0; buffer < kStoreBuffers; ++buffer) {
        parts.emplace_back(map.store_at(group, buffer), kStoreChunkBytes);
      }
    }
    std::vector<bool> used(static_cast<std::size_t>(map.total_bytes()));
    for (const auto& [begin, bytes] : parts) {
      EXPECT_EQ(begin % (bytes == 8 ? 8 : 1024), 0);
      for (int at = begin; at < begin + bytes; ++at) {
        ASSERT_LT(at + gpu::kAtomBytes, map.total_bytes() + 1);
        ASSERT_FALSE(used[static_cast<std::size_t>(at)]) << at;
        used[static_cast<std::size_t>(at)] = true;
      }
    }
    EXPECT_EQ(full_bytes(map), static_cast<std::uint32_t>(map.a_bytes() + map.b_bytes()));
    EXPECT_LT(full_bytes(map), 1U << 20);                  // the transaction count of an mbarrier
    EXPECT_EQ(tile_n / kStoreColumns % kStoreBuffers, 0);  // buffers take turns across tiles
  }
}

TEST(WgmmaLayout, accumulators_cover_the_tile_once) {
  for (const int tile_n : kTileWidths) {
    std::set<std::tuple<int, int>> seen;
    for (int warp = 0; warp < 4; ++warp) {
      for (int lane = 0; lane < 32; ++lane) {
        for (int i = 0; i < tile_n / 2; ++i) {
          const Element at = accumulator_element(warp, lane, i);
          seen.emplace(at.row, at.column);
          EXPECT_TRUE(at.row >= 0 && at.row < 64 && at.column >= 0 && at.column < tile_n);
        }
      }
    }
    EXPECT_EQ(seen.size(), 64U * static_cast<unsigned>(tile_n));
  }
  // Points read off the figure of the ISA (wgmma, D fragment): thread 5 of warp 2.
  EXPECT_EQ(accumulator_element(2, 5, 0).row, 33);
  EXPECT_EQ(accumulator_element(2, 5, 0).column, 2);
  EXPECT_EQ(accumulator_element(2, 5, 3).row, 41);
  EXPECT_EQ(accumulator_element(2, 5, 3).column, 3);
  EXPECT_EQ(accumulator_element(2, 5, 6).row, 41);
  EXPECT_EQ(accumulator_element(2, 5, 6).column, 10);
}

// Every pair of accumulators lands where the swizzled store will look for its row and column.
TEST(WgmmaLayout, staging_writes_cover_the_buffer_once_without_crossing) {
  std::set<std::uint32_t> seen;
  for (int warp = 0; warp < 4; ++warp) {
    for (int lane = 0; lane < 32; ++lane) {
      for (int i = 0; i < kAccumulatorsPerChunk; i += 2) {
        const std::uint32_t at = store_offset(warp, lane, i);
        EXPECT_EQ(at % 8, 0U);
        EXPECT_LT(at, static_cast<std::uint32_t>(kStoreChunkBytes));
        seen.insert(at);
        const Element first = accumulator_element(warp, lane, i);
        const Element second = accumulator_element(warp, lane, i + 1);
        EXPECT_EQ(second.row, first.row);
        EXPECT_EQ(second.column, first.column + 1);
        const std::uint32_t plain = swizzle_128(at);
        EXPECT_EQ(plain, static_cast<std::uint32_t>(first.row * 128 + first.column * 4));
        // The same place in the next chunk is 32 columns on.
        const Element next = accumulator_element(warp, lane, i + kAccumulatorsPerChunk);
        EXPECT_EQ(next.row, first.row);
        EXPECT_EQ(next.column, first.column + kStoreColumns);
      }
    }
  }
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(kStoreChunkBytes / 8));
}

TEST(WgmmaLayout, every_order_visits_every_tile_once) {
  for (const int rows : {1, 2, 3, 7, 16, 33}) {
    for (const int columns : {1, 2, 5, 32}) {
      for (const int group : {1, 2, 4, 8, 16, 32}) {
        const TileOrder order{2, rows, columns, group};
        std::set<std::tuple<int, int>> seen;
        for (std::int64_t index = 0; index < order.count(); ++index) {
          const ClusterTile tile = tile_at(order, index);
          ASSERT_TRUE(tile.row >= 0 && tile.row < rows);
          ASSERT_TRUE(tile.column >= 0 && tile.column < columns);
          seen.emplace(tile.row, tile.column);
        }
        EXPECT_EQ(static_cast<std::int64_t>(seen.size()), order.count());
      }
    }
  }
}

TEST(WgmmaLayout, an_order_walks_down_the_columns_of_a_band) {
  const TileOrder order{2, 5, 3, 2};
  const std::vector<std::pair<int, int>> expected{{0, 0}, {1, 0}, {0, 1}, {1, 1}, {0, 2},
                                                  {1, 2}, {2, 0}, {3, 0}, {2, 1}, {3, 1},
                                                  {2, 2}, {3, 2}, {4, 0}, {4, 1}, {4, 2}};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const ClusterTile tile = tile_at(order, static_cast<std::int64_t>(i));
    EXPECT_EQ(std::make_pair(tile.row, tile.column), expected[i]) << i;
  }
}

}  // namespace
}  // namespace fleetmark::matmul
