// SPDX-License-Identifier: Apache-2.0
// How rows are cut for a GPU: whether packs of 16 bytes fit them, who holds a row, and which pack
// or item a thread takes. Pure arithmetic, run by kernels and by tests on a CPU.
#pragma once

#include <cstdint>

#include "kernels/rowwise/rowwise_spec.h"

namespace fleetmark::rowwise {

inline constexpr int kThreads = 256;  // of a block
inline constexpr int kWarpThreads = 32;
inline constexpr int kInFlight = 4;  // packs of each array that a thread of a map has under way
inline constexpr std::int64_t kMapTile = std::int64_t{kThreads} * kInFlight;

// Packs of a row that a thread keeps in registers. kNone: more than any holds; the row is read
// again for every pass, from the second-level cache.
enum class Held { kWarpFour, kBlockTwo, kBlockFour, kBlockEight, kNone };

struct ReducePlan {
  bool is_vector = false;  // packs of 16 bytes; else one element at a time
  Held held = Held::kNone;
  int blocks = 1;
  [[nodiscard]] int rows_per_block() const { return held == Held::kWarpFour ? 8 : 1; }
};

// Rows of rms_norm, layer_norm, softmax and quantise.
ReducePlan plan_reduce(const Shape& shape, std::size_t element_bytes);

// Maps: silu_multiply, gelu and residual_add are flat, in whole packs and a rest; an item of
// dequantise is a pack inside a row, of rotary two packs half a head apart.
struct MapPlan {
  bool is_vector = false;
  std::int64_t items = 0;
  std::uint32_t items_per_row = 1;
  std::uint32_t items_per_head = 1;  // rotary
  int blocks = 1;
};
MapPlan plan_map(Op op, const Shape& shape, std::size_t element_bytes);

// kNotSupported where a row has more elements than 31 bits count.
Result<> check_width(const Shape& shape);

// Where an item begins. One long division per tile; within it 32 bits are enough.
struct ItemPlace {
  std::int64_t row;
  std::uint32_t in_row;
};
struct TilePlace {
  std::int64_t first_row;
  std::uint32_t offset;
};
constexpr TilePlace tile_place(std::int64_t tile, std::uint32_t items_per_row) {
  const std::int64_t row = tile * kMapTile / items_per_row;
  return {row, static_cast<std::uint32_t>(tile * kMapTile - row * items_per_row)};
}
constexpr ItemPlace item_place(const TilePlace& tile, std::uint32_t within,
                               std::uint32_t items_per_row) {
  const std::uint32_t at = tile.offset + within;
  return {tile.first_row + at / items_per_row, at % items_per_row};
}

// First element, in its row, of the first half of an item of rotary.
constexpr std::int64_t rotary_column(std::uint32_t in_row, std::uint32_t items_per_head,
                                     int elements) {
  const std::uint32_t head = in_row / items_per_head;
  const std::uint32_t pack = in_row % items_per_head;
  return (static_cast<std::int64_t>(head) * 2 * items_per_head + pack) * elements;
}

}  // namespace fleetmark::rowwise
