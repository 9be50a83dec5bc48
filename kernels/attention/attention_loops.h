// SPDX-License-Identifier: Apache-2.0
// Attention of some rows of queries to one block of positions, for one instruction set: scores,
// online softmax, weighted sum. Keys lie in panels of 32 positions, [key element][position], so
// that scores of 32 positions grow side by side; values lie in rows padded to 16 elements.
#pragma once

#include <cstddef>
#include <cstdint>

namespace fleetmark::attention {

inline constexpr std::size_t kPanelPositions = 32;

// Rows that see the same cache, and what has been summed up for them so far.
struct Tile {
  const float* query = nullptr;  // [rows][key], scaled
  float* sums = nullptr;         // [rows][value]: sum of e^(score - most) v
  float* most = nullptr;         // [rows]: the largest score so far
  float* weights = nullptr;      // [rows]: sum of e^(score - most)
  float* scores = nullptr;       // [rows][score_pitch]: room for a block
  std::size_t rows = 0, key = 0, value = 0, score_pitch = 0;
};

struct Block {
  const void* keys = nullptr;    // panels
  const void* values = nullptr;  // rows
  std::size_t value_pitch = 0;   // elements from one row of values to the next
  std::size_t positions = 0;     // at most score_pitch
  // Row r sees the first seen_by_first + r positions: none where that is negative, at most all.
  std::ptrdiff_t seen_by_first = 0;
  std::size_t keys_ahead = 0, values_ahead = 0;  // elements from what is read to what is asked for
};

struct AttentionLoops {
  void (*begin)(const Tile&);  // nothing seen yet
  void (*attend_f32)(const Tile&, const Block&);
  void (*attend_bf16)(const Tile&, const Block&);
  void (*attend_mixed)(const Tile&, const Block&);  // keys f32, values bf16
  void (*merge)(const Tile& into, const Tile& from);
  // Rows of `value` elements of the output.
  void (*finish_f32)(const Tile&, float* out, std::size_t value);
  void (*finish_bf16)(const Tile&, std::uint16_t* out, std::size_t value);
  void (*scale_f32)(const float* from, float scale, float* to, std::size_t n);
  void (*scale_bf16)(const std::uint16_t* from, float scale, float* to, std::size_t n);
};

const AttentionLoops& attention_loops_baseline();
const AttentionLoops& attention_loops_avx2();
const AttentionLoops& attention_loops_avx512();

}  // namespace fleetmark::attention
