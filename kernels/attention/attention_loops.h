// SPDX-License-Identifier: Apache-2.0
// Attention of some rows of queries to one block of positions, for one instruction set: scores,
// online softmax, weighted sum. Keys lie in panels of 32 positions, [key element][position], so
// that scores of 32 positions grow side by side; values lie in rows padded to 16 elements.
#pragma once

#include <cstddef>

#include "kernels/cpu/elements.h"

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
  cpu::FloatLoops<void (*)(const Tile&, const Block&)> attend;
  cpu::FloatLoops<void (*)(const Tile&, const Block&)> attend_turned;  // keys in f32
  // A panel of rows of `key` elements becomes one of keys: [key element][position].
  cpu::FloatLoops<void (*)(const void* rows, std::size_t key, float* keys)> turn;
  void (*merge)(const Tile& into, const Tile& from);
  // Rows of `value` elements of the output.
  cpu::FloatLoops<void (*)(const Tile&, void* out, std::size_t value)> finish;
  cpu::FloatLoops<void (*)(const void* from, float scale, float* to, std::size_t n)> scale;
};

const AttentionLoops& attention_loops_baseline();
const AttentionLoops& attention_loops_avx2();
const AttentionLoops& attention_loops_avx512();

}  // namespace fleetmark::attention
