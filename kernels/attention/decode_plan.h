// SPDX-License-Identifier: Apache-2.0
// How attention of one query a sequence is cut for a GPU: the positions of every cache in splits,
// so that the whole chip reads, and the query heads that share a cache in row tiles, so that each
// split is read once for up to 16 or 32 of them. Pure arithmetic, run by kernels and by tests.
#pragma once

#include "kernels/api/problem.h"
#include "kernels/attention/attention_layout.h"
#include "kernels/attention/attention_spec.h"
#include "kernels/gpu/launch_plan.h"

namespace fleetmark::attention {

inline constexpr int kDecodeThreads = 256;  // eight warps
inline constexpr int kDecodeWarps = kDecodeThreads / 32;
inline constexpr int kMmaPositions = 64;  // of a tile: eight for each warp
inline constexpr int kFmaPositions = 32;  // one for each lane
// A row of scores in f32 becomes a row of weights in two bf16 parts, in its place.
inline constexpr int kScorePitch = 68;  // floats from row to row, an odd multiple of 16 bytes
inline constexpr int kWeightPartBytes = 2 * kMmaPositions;

// Where a block keeps what, in bytes from the beginning of its shared memory.
struct DecodeMap {
  int key_row = 0, value_row = 0;  // bytes from row to row; value_row 0: values lie in the keys
  int stage = 0, values = 0;       // bytes of a stage; where its values begin
  int queries = 0, scores = 0, weights = 0, rows = 0;  // after the stages
  int total = 0;
};

struct DecodePlan {
  bool is_mma = false;
  int rows = 0;                          // query heads of a block: 16 or 32 (mma), 4, 8 or 16 (fma)
  int value_tiles = 0;                   // mma: eights of value elements of a warp
  int positions = 0;                     // of a tile
  int key_pitch = 0, value_pitch = 0;    // stored elements of a row
  int key_chunks = 0, value_chunks = 0;  // of 16 bytes
  int stages = 0;
  DecodeMap map;
  std::int64_t row_tiles = 0;  // of the query rows that share a cache: group x tokens
  std::int64_t units = 0;      // batch x kv_heads x row_tiles
  std::int64_t tiles = 0;      // of positions
  std::int64_t splits = 0;     // of the tiles of a unit
  [[nodiscard]] std::int64_t blocks() const { return units * splits; }
};

// kNotSupported where not even two stages fit the shared memory of a block.
Result<DecodePlan> plan_decode(const Shape& shape, DType dtype, const gpu::DeviceShape& device);
// Sets the splits: as many as make the whole end soonest, with `resident_per_sm` blocks at work.
void plan_splits(DecodePlan& plan, const Shape& shape, const gpu::DeviceShape& device,
                 int resident_per_sm);

// What a block does. Blocks that read the same positions for other heads are neighbours in time, so
// that memory is read once and the second-level cache serves the rest.
struct DecodeBlock {
  std::int64_t cache, row_tile, split;
};
constexpr DecodeBlock decode_block(const DecodePlan& plan, std::int64_t block) {
  const std::int64_t rest = block / plan.row_tiles;
  return {rest / plan.splits, block % plan.row_tiles, rest % plan.splits};
}
// Which of the units x splits parts of the answer a block leaves.
constexpr std::int64_t part_of(const DecodePlan& plan, const DecodeBlock& at) {
  return (at.cache * plan.row_tiles + at.row_tile) * plan.splits + at.split;
}

struct Range {
  std::int64_t begin, end;
};
constexpr Range tiles_of_split(std::int64_t tiles, std::int64_t split, std::int64_t splits) {
  return {tiles * split / splits, tiles * (split + 1) / splits};
}

// fma: threads that stand side by side over the 16-byte chunks of a value row, a power of two.
constexpr int value_threads(int value_chunks) {
  int threads = 1;
  while (threads < value_chunks) threads *= 2;
  return threads;
}

// fma: the four value elements that a thread adds up, over positions slice, slice + slices, ...
struct ValueShare {
  int chunk, slice, slices;
  bool has_work;
};
constexpr ValueShare value_share(int thread, int value_chunks) {
  const int threads = value_threads(value_chunks);
  const int most = kDecodeThreads / threads;
  const int slices = most < kFmaPositions ? most : kFmaPositions;
  const int chunk = thread % threads;
  const int slice = thread / threads;
  return {chunk, slice, slices, chunk < value_chunks && slice < slices};
}

// fma: where a warp leaves what its chunks of the key give for a row and position, in floats.
constexpr int score_part(int warp, int rows, int row, int position) {
  return (warp * rows + row) * kFmaPositions + position;
}
// fma: rows whose weights a warp makes.
constexpr int weighed_row(int warp, int i) { return warp + i * kDecodeWarps; }

}  // namespace fleetmark::attention
