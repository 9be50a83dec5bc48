// SPDX-License-Identifier: Apache-2.0
// The loops of rows_loops.h, written once; included by one file per instruction set. A group of
// rows is copied together, a few lines of each before the next lines of the first: one row alone
// keeps too few lines on their way. What is copied next is asked for in the meantime.
#pragma once

#include <algorithm>

#include "kernels/cpu/vector_isa.h"
#include "kernels/gather/passes_isa.h"
#include "kernels/gather/rows_loops.h"

namespace fleetmark::gather {
namespace {

enum class RowStore { kOrdinary, kStreamVectors, kStreamQuads };

inline constexpr std::size_t kLineFloats = 16;
inline constexpr std::size_t kMostLines = cpu::kAccumulators / 2;  // of a row, in one pass
inline constexpr std::size_t kGroupFloats = 1024;                  // of the passes of a group

template <RowStore kStore, std::size_t kLines>
void copy_lines(float* to, const float* from) {
  constexpr std::size_t kCount = kLines * kLineFloats / cpu::kLanes;
  cpu::Floats values[kCount];
#pragma GCC unroll 32
  for (std::size_t v = 0; v < kCount; ++v) values[v] = cpu::load(from + v * cpu::kLanes);
#pragma GCC unroll 32
  for (std::size_t v = 0; v < kCount; ++v) {
    if constexpr (kStore == RowStore::kOrdinary) cpu::store(to + v * cpu::kLanes, values[v]);
    if constexpr (kStore == RowStore::kStreamVectors) {
      cpu::store_past_caches(to + v * cpu::kLanes, values[v]);
    }
    if constexpr (kStore == RowStore::kStreamQuads) {
      for (std::size_t at = 0; at < cpu::kLanes; at += 4) {
        __m128 quad;
        std::memcpy(&quad, reinterpret_cast<const float*>(&values[v]) + at, sizeof quad);
        _mm_stream_ps(to + v * cpu::kLanes + at, quad);
      }
    }
  }
}

template <RowStore kStore>
void copy_less_than_a_line(float* to, const float* from, std::size_t count) {
  if constexpr (kStore == RowStore::kOrdinary) {
    std::copy_n(from, count, to);
  } else {
    for (std::size_t at = 0; at < count; at += 4) _mm_stream_ps(to + at, _mm_loadu_ps(from + at));
  }
}

// Rows from `begin` up to `end`, their elements from `first` on.
struct Group {
  std::size_t begin, end, first;
};

// Where the pass after this one reads, as long as there is one.
struct NextPass {
  std::size_t rows_on, first;
};

template <RowStore kStore, std::size_t kLines>
void copy_pass(const RowsPart& part, const Group& group, const NextPass& next) {
  for (std::size_t r = group.begin; r < group.end; ++r) {
    const std::size_t ahead = std::min(r + next.rows_on, part.rows - 1);
    const float* ask = part.table + part.index[ahead] * part.width + next.first;
#pragma GCC unroll 8
    for (std::size_t line = 0; line < kLines; ++line) {
      __builtin_prefetch(ask + line * kLineFloats, 0, 3);
    }
    copy_lines<kStore, kLines>(part.out + r * part.width + group.first,
                               part.table + part.index[r] * part.width + group.first);
  }
}

template <RowStore kStore>
void copy_rest(const RowsPart& part, const Group& group, const NextPass& next) {
  for (std::size_t r = group.begin; r < group.end; ++r) {
    const std::size_t ahead = std::min(r + next.rows_on, part.rows - 1);
    __builtin_prefetch(part.table + part.index[ahead] * part.width + next.first, 0, 3);
    copy_less_than_a_line<kStore>(part.out + r * part.width + group.first,
                                  part.table + part.index[r] * part.width + group.first,
                                  part.width - group.first);
  }
}

// Elements of the pass that begins at `first`.
inline std::size_t elements_from(std::size_t first, std::size_t width) {
  return columns_of_pass(width - first, kLineFloats, kMostLines);
}

template <RowStore kStore>
void copy_group(const RowsPart& part, Group group) {
  while (group.first < part.width) {
    const std::size_t count = elements_from(group.first, part.width);
    NextPass next{0, group.first + count};
    if (next.first == part.width) next = {group.end - group.begin, 0};
    switch (count / kLineFloats) {
      case 8:
        copy_pass<kStore, 8>(part, group, next);
        break;
      case 4:
        copy_pass<kStore, 4>(part, group, next);
        break;
      case 2:
        copy_pass<kStore, 2>(part, group, next);
        break;
      case 1:
        copy_pass<kStore, 1>(part, group, next);
        break;
      default:
        copy_rest<kStore>(part, group, next);
    }
    group.first += count;
  }
}

template <RowStore kStore>
void copy_rows(const RowsPart& part) {
  const std::size_t together = kGroupFloats / elements_from(0, part.width);
  for (std::size_t begin = 0; begin < part.rows; begin += together) {
    copy_group<kStore>(part, {begin, std::min(begin + together, part.rows), 0});
  }
  if constexpr (kStore != RowStore::kOrdinary) _mm_sfence();
}

// Whole vectors go past the caches where every row begins on the boundary of one.
inline void copy_rows_past_caches(const RowsPart& part) {
  if (part.width % cpu::kLanes == 0) return copy_rows<RowStore::kStreamVectors>(part);
  copy_rows<RowStore::kStreamQuads>(part);
}

inline constexpr RowsLoops kRowsLoops{copy_rows<RowStore::kOrdinary>, copy_rows_past_caches};

}  // namespace
}  // namespace fleetmark::gather
