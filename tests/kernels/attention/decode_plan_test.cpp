// SPDX-License-Identifier: Apache-2.0
// The cut of decode: the whole chip reads, nothing twice, and enough is on its way.
#include "kernels/attention/decode_plan.h"

#include <gtest/gtest.h>

#include <set>

namespace fleetmark::attention {
namespace {

gpu::DeviceShape device(int major, int sms, int shared_bytes) {
  return {.compute_major = major, .sm_count = sms, .shared_bytes_per_block = shared_bytes};
}
const gpu::DeviceShape kHopper = device(9, 132, 232448);

Shape decode(std::int64_t batch, std::int64_t heads, std::int64_t kv_heads, std::int64_t context) {
  return {Form::kDecode, batch, heads, kv_heads, 1, context, 128, 128};
}
Shape latent(std::int64_t heads) { return {Form::kMlaDecode, 1, heads, 1, 1, 65536, 576, 512}; }

TEST(DecodePlan, enough_is_on_its_way_on_hopper) {
  const auto plan = plan_decode(decode(1, 32, 8, 65536), DType::kBf16, kHopper);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->rows, 16);
  EXPECT_EQ(plan->stages, 3);
  EXPECT_LE(2 * (plan->map.total + 1024), 228 * 1024);  // two blocks share an SM
  const int under_way = 2 * (plan->stages - 1) * plan->positions * (128 + 128) * 2;
  EXPECT_GE(under_way, 2 * gpu::wanted_bytes_in_flight_per_sm(9));
  const auto cache = plan_decode(latent(16), DType::kBf16, kHopper);
  ASSERT_TRUE(cache);
  EXPECT_GE((cache->stages - 1) * cache->positions * 576 * 2,
            gpu::wanted_bytes_in_flight_per_sm(9));
}

TEST(DecodePlan, heads_that_share_a_cache_share_its_reading) {
  EXPECT_EQ(plan_decode(decode(1, 32, 8, 1), DType::kBf16, kHopper)->row_tiles, 1);
  EXPECT_EQ(plan_decode(decode(1, 16, 1, 1), DType::kBf16, kHopper)->row_tiles, 1);
  EXPECT_EQ(plan_decode(decode(1, 32, 1, 1), DType::kBf16, kHopper)->rows, 32);
  EXPECT_EQ(plan_decode(decode(1, 32, 8, 1), DType::kF32, kHopper)->rows, 4);
  EXPECT_EQ(plan_decode(decode(1, 64, 8, 1), DType::kF32, kHopper)->rows, 8);
  EXPECT_EQ(plan_decode(latent(128), DType::kBf16, kHopper)->row_tiles, 4);
}

TEST(DecodePlan, splits_fill_the_device_in_one_wave) {
  auto plan = plan_decode(decode(1, 32, 8, 65536), DType::kBf16, kHopper);
  plan_splits(*plan, decode(1, 32, 8, 65536), kHopper, 2);
  EXPECT_EQ(plan->splits, 32);  // 32 tiles each; a 33rd would end none of them sooner
  const Shape many = decode(64, 32, 8, 4096);  // 512 caches
  plan = plan_decode(many, DType::kBf16, kHopper);
  plan_splits(*plan, many, kHopper, 2);
  const std::int64_t waves = (plan->blocks() + 263) / 264;
  EXPECT_LE(static_cast<double>(waves * 264), 1.05 * static_cast<double>(plan->blocks()));
}

TEST(DecodePlan, a_short_cache_has_no_more_splits_than_tiles) {
  const Shape s = decode(1, 1, 1, 65);
  auto plan = plan_decode(s, DType::kBf16, kHopper);
  plan_splits(*plan, s, kHopper, 2);
  EXPECT_LE(plan->splits, 2);
  Shape causal = s;
  causal.form = Form::kPrefill;
  plan->splits = 1;
  plan_splits(*plan, causal, kHopper, 2);
  EXPECT_EQ(plan->splits, 1);
}

TEST(DecodePlan, splits_cover_every_tile_once_and_none_is_empty) {
  for (const std::int64_t tiles : {1, 2, 7, 64, 1000}) {
    for (std::int64_t splits = 1; splits <= std::min<std::int64_t>(tiles, 70); ++splits) {
      std::int64_t next = 0;
      for (std::int64_t split = 0; split < splits; ++split) {
        const Range range = tiles_of_split(tiles, split, splits);
        EXPECT_EQ(range.begin, next);
        EXPECT_GT(range.end, range.begin);
        next = range.end;
      }
      EXPECT_EQ(next, tiles);
    }
  }
}

TEST(DecodePlan, blocks_are_all_parts_once) {
  auto plan = plan_decode({Form::kDecode, 2, 40, 1, 1, 1000, 128, 128}, DType::kBf16, kHopper);
  plan->splits = 5;
  std::set<std::int64_t> parts;
  for (std::int64_t i = 0; i < plan->blocks(); ++i) {
    const DecodeBlock at = decode_block(*plan, i);
    EXPECT_LT(at.cache, 2);
    EXPECT_LT(at.split, 5);
    parts.insert(part_of(*plan, at));
  }
  EXPECT_EQ(static_cast<std::int64_t>(parts.size()), plan->blocks());
  EXPECT_EQ(*parts.rbegin(), plan->blocks() - 1);
}

TEST(DecodePlan, what_does_not_fit_shared_memory_is_refused) {
  const auto plan = plan_decode({Form::kDecode, 1, 1, 1, 1, 64, 1024, 1024}, DType::kF32, kHopper);
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().code, ErrorCode::kNotSupported);
  EXPECT_TRUE(plan_decode(decode(1, 8, 8, 64), DType::kBf16, device(8, 58, 101376)));
}

TEST(DecodePlan, regions_of_shared_memory_follow_each_other) {
  for (const DType dtype : {DType::kF32, DType::kBf16}) {
    for (const Shape& s : {decode(1, 8, 8, 64), decode(1, 40, 1, 64), latent(16)}) {
      const auto plan = plan_decode(s, dtype, kHopper);
      ASSERT_TRUE(plan);
      const DecodeMap& map = plan->map;
      EXPECT_LE(map.values + plan->positions * map.value_row, map.stage);
      EXPECT_EQ(map.queries, plan->stages * map.stage);
      EXPECT_GE(map.scores, map.queries + plan->rows * map.key_row);
      EXPECT_GE(map.total, map.rows + 2 * plan->rows * 4);
      for (const int at : {map.stage, map.values, map.queries, map.scores, map.weights, map.rows}) {
        EXPECT_EQ(at % 16, 0);
      }
      EXPECT_LE(plan->rows * plan->value_pitch * 4, map.queries);  // fma: the totals at the end
    }
  }
}

TEST(DecodePlan, threads_copy_every_chunk_of_a_tile_once) {
  for (const int chunks : {1, 3, 16, 72, 256, 257}) {
    std::set<std::pair<int, int>> copied;
    int copies = 0;
    for (int thread = 0; thread < 256; ++thread) {
      for (ChunkWalk at(thread, 256, chunks); at.row < 64; at.advance(), ++copies) {
        EXPECT_LT(at.chunk, chunks);
        copied.emplace(at.row, at.chunk);
      }
    }
    EXPECT_EQ(copies, 64 * chunks);
    EXPECT_EQ(copied.size(), static_cast<std::size_t>(64 * chunks));
  }
}

// fma: every value element of every position of a tile is added once.
TEST(DecodePlan, threads_share_values_and_positions) {
  for (int chunks = 1; chunks <= 256; ++chunks) {
    const int threads = value_threads(chunks);
    EXPECT_GE(threads, chunks);
    EXPECT_EQ(kDecodeThreads % threads, 0);
  }
}

}  // namespace
}  // namespace fleetmark::attention
