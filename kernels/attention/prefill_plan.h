// SPDX-License-Identifier: Apache-2.0
// How attention of many queries a sequence is cut for a GPU. The query heads that share a cache are
// one list of group x tokens rows, which lie one after the other; a block takes a tile of them and
// goes over the positions that any of them sees. Pure arithmetic, run by kernels and by tests.
#pragma once

#include "kernels/api/result.h"
#include "kernels/attention/attention_layout.h"
#include "kernels/attention/attention_spec.h"

namespace fleetmark::attention {

inline constexpr int kPrefillThreads = 256;
inline constexpr int kPrefillRows = 128;  // of a block: 16 for each of eight warps
inline constexpr int kPrefillPositions = 64;
inline constexpr int kPrefillStages = 2;

struct PrefillPlan {
  std::int64_t context = 0, tokens = 0;
  std::int64_t rows = 0;  // of a cache: group x tokens
  std::int64_t group = 0;
  std::int64_t row_tiles = 0;  // of a cache
  std::int64_t caches = 0;     // batch x kv_heads
  bool is_causal = false;
  [[nodiscard]] constexpr std::int64_t blocks() const { return caches * row_tiles; }
};
// kNotSupported where a grid has not enough blocks or 31 bits do not count positions.
Result<PrefillPlan> plan_prefill(const Shape& shape, int tile_rows);

// Bytes of shared memory: two stages of keys and values; the queries are there before them.
constexpr int prefill_stage_bytes(int key, int value) {
  return kPrefillPositions * (shared_pitch(2 * key) + shared_pitch(2 * value));
}
constexpr int prefill_shared_bytes(int key, int value) {
  const int queries = kPrefillRows * shared_pitch(2 * key);
  const int stages = kPrefillStages * prefill_stage_bytes(key, value);
  return queries > stages ? queries : stages;
}

struct PrefillBlock {
  std::int64_t cache, first_row;  // of the rows of the cache
};
// Caches one after the other, so that what runs at the same time shares one in the second-level
// cache; in each the longest rows first, so that the last to end are short, and the heads of a
// group side by side.
constexpr PrefillBlock prefill_block(const PrefillPlan& plan, std::int64_t block, int tile_rows) {
  const std::int64_t cache = block / plan.row_tiles;
  const std::int64_t index = block % plan.row_tiles;
  if (plan.tokens % tile_rows != 0) return {cache, (plan.row_tiles - 1 - index) * tile_rows};
  const std::int64_t tiles_of_head = plan.tokens / tile_rows;
  const std::int64_t head = index % plan.group;
  const std::int64_t tile = tiles_of_head - 1 - index / plan.group;
  return {cache, head * plan.tokens + tile * tile_rows};
}

// Positions that row `row` of a cache sees; rows past the end see what the last does.
constexpr int seen_by(const PrefillPlan& plan, std::int64_t row) {
  const std::int64_t inside = row < plan.rows ? row : plan.rows - 1;
  if (!plan.is_causal) return static_cast<int>(plan.context);
  return static_cast<int>(plan.context - plan.tokens + inside % plan.tokens + 1);
}

// Least and most that `count` rows from `first` on see.
struct Seen {
  int least, most;
};
constexpr Seen seen_by_rows(const PrefillPlan& plan, std::int64_t first, int count) {
  const std::int64_t begin = first < plan.rows ? first : plan.rows - 1;
  const std::int64_t end = first + count < plan.rows ? first + count : plan.rows;  // past the last
  const bool is_one_head = begin / plan.tokens == (end - 1) / plan.tokens;
  if (is_one_head) return {seen_by(plan, begin), seen_by(plan, end - 1)};
  if (!plan.is_causal) return {static_cast<int>(plan.context), static_cast<int>(plan.context)};
  return {static_cast<int>(plan.context - plan.tokens + 1), static_cast<int>(plan.context)};
}

}  // namespace fleetmark::attention
