// SPDX-License-Identifier: Apache-2.0
// The loops of attention_loops.h, written once; included by one file per instruction set.
#pragma once

#include <algorithm>

#include "kernels/attention/attention_loops.h"
#include "kernels/cpu/panel_isa.h"

namespace fleetmark::attention {
namespace {

using cpu::Floats;
using cpu::kLanes;

inline constexpr float kNone =
    -1e30F;  // below every score; its exponential is 0 beside any of them

inline void begin(const Tile& tile) {
  std::fill_n(tile.sums, tile.rows * tile.value, 0.0F);
  std::fill_n(tile.most, tile.rows, kNone);
  std::fill_n(tile.weights, tile.rows, 0.0F);
}

inline void scale_row(float* row, float factor, std::size_t n) {
  for (std::size_t i = 0; i < n; i += kLanes) cpu::store(row + i, cpu::load(row + i) * factor);
}

// Scores of one row become weights; what was summed before is brought to the new maximum.
inline void soften(const Tile& tile, std::size_t row, std::size_t seen, std::size_t padded) {
  float* scores = tile.scores + row * tile.score_pitch;
  std::fill(scores + seen, scores + padded, kNone);
  Floats most = cpu::splat(tile.most[row]);
  for (std::size_t i = 0; i < padded; i += kLanes) most = cpu::larger(most, cpu::load(scores + i));
  const float next = cpu::max_of(most);
  if (next > tile.most[row]) {
    const float factor = cpu::exponential(cpu::splat(tile.most[row] - next))[0];
    scale_row(tile.sums + row * tile.value, factor, tile.value);
    tile.weights[row] *= factor;
    tile.most[row] = next;
  }
  Floats sum{};
  for (std::size_t i = 0; i < padded; i += kLanes) {
    const Floats weight = cpu::exponential(cpu::load(scores + i) - next);
    sum += weight;
    cpu::store(scores + i, weight);
  }
  tile.weights[row] += cpu::sum_of(sum);
}

template <typename Key, typename Value>
void attend(const Tile& tile, const Block& block) {
  const std::size_t panels = (block.positions + kPanelPositions - 1) / kPanelPositions;
  for (std::size_t panel = 0; panel < panels; ++panel) {
    cpu::multiply(cpu::Product<Key>{.a = tile.query,
                                    .lda = tile.key,
                                    .b = static_cast<const Key*>(block.keys) +
                                         panel * tile.key * kPanelPositions,
                                    .ldb = kPanelPositions,
                                    .c = tile.scores + panel * kPanelPositions,
                                    .ldc = tile.score_pitch,
                                    .rows = tile.rows,
                                    .k = tile.key,
                                    .ahead = block.keys_ahead},
                  kPanelPositions);
  }
  for (std::size_t row = 0; row < tile.rows; ++row) {
    const auto seen =
        std::clamp<std::ptrdiff_t>(block.seen_by_first + static_cast<std::ptrdiff_t>(row), 0,
                                   static_cast<std::ptrdiff_t>(block.positions));
    soften(tile, row, static_cast<std::size_t>(seen), panels * kPanelPositions);
  }
  cpu::multiply(cpu::Product<Value>{.a = tile.scores,
                                    .lda = tile.score_pitch,
                                    .b = static_cast<const Value*>(block.values),
                                    .ldb = block.value_pitch,
                                    .c = tile.sums,
                                    .ldc = tile.value,
                                    .rows = tile.rows,
                                    .k = block.positions,
                                    .adds = true,
                                    .ahead = block.values_ahead},
                tile.value);
}

inline void merge(const Tile& into, const Tile& from) {
  for (std::size_t row = 0; row < into.rows; ++row) {
    const float most = std::max(into.most[row], from.most[row]);
    const Floats old = cpu::exponential(cpu::splat(into.most[row] - most));
    const Floats add = cpu::exponential(cpu::splat(from.most[row] - most));
    float* sums = into.sums + row * into.value;
    const float* more = from.sums + row * from.value;
    for (std::size_t i = 0; i < into.value; i += kLanes) {
      cpu::store(sums + i, cpu::multiply_add(add, cpu::load(more + i), old * cpu::load(sums + i)));
    }
    into.weights[row] = into.weights[row] * old[0] + from.weights[row] * add[0];
    into.most[row] = most;
  }
}

// Elements of the lower halves of both in turn; of the upper halves.
#if defined(__AVX512F__)
inline Floats zip_low(Floats a, Floats b) {
  return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
inline Floats zip_high(Floats a, Floats b) {
  return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15,
                                 31);
}
#elif defined(__AVX2__)
inline Floats zip_low(Floats a, Floats b) {
  return __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}
inline Floats zip_high(Floats a, Floats b) {
  return __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}
#else
inline Floats zip_low(Floats a, Floats b) { return __builtin_shufflevector(a, b, 0, 4, 1, 5); }
inline Floats zip_high(Floats a, Floats b) { return __builtin_shufflevector(a, b, 2, 6, 3, 7); }
#endif

// Each round rotates the bits of (row, column) by one place, so that log2(kLanes) of them swap the
// two.
inline void transpose(Floats (&rows)[kLanes]) {
  constexpr std::size_t kHalf = kLanes / 2;
#pragma GCC unroll 4
  for (std::size_t round = 1; round < kLanes; round *= 2) {
    Floats next[kLanes];
#pragma GCC unroll 8
    for (std::size_t i = 0; i < kHalf; ++i) {
      next[2 * i] = zip_low(rows[i], rows[i + kHalf]);
      next[2 * i + 1] = zip_high(rows[i], rows[i + kHalf]);
    }
#pragma GCC unroll 16
    for (std::size_t i = 0; i < kLanes; ++i) rows[i] = next[i];
  }
}

template <typename T>
void turn(const void* panel, std::size_t key, float* keys) {
  const T* rows = static_cast<const T*>(panel);
  std::size_t d = 0;
  for (; d + kLanes <= key; d += kLanes) {
    for (std::size_t position = 0; position < kPanelPositions; position += kLanes) {
      Floats block[kLanes];
#pragma GCC unroll 16
      for (std::size_t i = 0; i < kLanes; ++i) {
        block[i] = cpu::load(rows + (position + i) * key + d);
      }
      transpose(block);
#pragma GCC unroll 16
      for (std::size_t i = 0; i < kLanes; ++i) {
        cpu::store(keys + (d + i) * kPanelPositions + position, block[i]);
      }
    }
  }
  for (; d < key; ++d) {
    for (std::size_t position = 0; position < kPanelPositions; ++position) {
      keys[d * kPanelPositions + position] = cpu::widen(rows[position * key + d]);
    }
  }
}

template <typename T>
void finish(const Tile& tile, void* rows, std::size_t value) {
  T* out = static_cast<T*>(rows);
  for (std::size_t row = 0; row < tile.rows; ++row) {
    const Floats whole = cpu::splat(tile.weights[row]);
    const float* sums = tile.sums + row * tile.value;
    for (std::size_t i = 0; i < value; i += kLanes) {
      T rounded[kLanes];
      cpu::store(rounded, cpu::load(sums + i) / whole);
      std::copy_n(rounded, std::min(kLanes, value - i), out + row * value + i);
    }
  }
}

template <typename T>
void scale(const void* row, float factor, float* to, std::size_t n) {
  const T* from = static_cast<const T*>(row);
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) cpu::store(to + i, cpu::load(from + i) * factor);
  for (; i < n; ++i) to[i] = factor * cpu::widen(from[i]);
}

using cpu::Bf16;
using cpu::E4m3;
using cpu::F16;
inline constexpr AttentionLoops kAttentionLoops{
    begin,
    {attend<float, float>, attend<Bf16, Bf16>, attend<F16, F16>, attend<E4m3, E4m3>},
    {attend<float, float>, attend<float, Bf16>, attend<float, F16>, attend<float, E4m3>},
    {turn<float>, turn<Bf16>, turn<F16>, turn<E4m3>},
    merge,
    {finish<float>, finish<Bf16>, finish<F16>, finish<E4m3>},
    {scale<float>, scale<Bf16>, scale<F16>, scale<E4m3>}};

}  // namespace
}  // namespace fleetmark::attention
