// SPDX-License-Identifier: Apache-2.0
// The loops of pool_loops.h, written once; included by one file per instruction set. Rows lie
// anywhere, so no hardware can guess them: their lines are asked for some rows ahead.
#pragma once

#include <algorithm>

#include "kernels/cpu/vector_isa.h"
#include "kernels/gather/pool_loops.h"

namespace fleetmark::gather {
namespace {

// Eight rows at a time give the hardware eight streams to run ahead on: raced on Zen 5, rows of
// 4 KiB came 1.8 times as fast so as one by one, rows of 256 and 512 bytes alike.
inline constexpr std::size_t kPooledBytesAhead =
    8192;                                    // of rows that have been asked for, where one by one
inline constexpr std::size_t kTogether = 8;  // rows added in one pass
inline constexpr std::size_t kTogetherFrom = 256;  // bytes of a row from which that is done

template <typename T>
void ask_for(const T* row, std::size_t width) {
  for (std::size_t at = 0; at < width; at += 64 / sizeof(T)) __builtin_prefetch(row + at, 0, 3);
}

// Sums of whole blocks of narrow types stay in the order of load_pair(); the rest is in order.
template <typename T>
inline constexpr std::size_t kBlock = cpu::kLanes * sizeof(float) / sizeof(T);

inline void add_block(float* sums, const float* row, cpu::Floats factor) {
  cpu::store(sums, cpu::multiply_add(factor, cpu::load(row), cpu::load(sums)));
}
template <typename Narrow>
void add_block(float* sums, const Narrow* row, cpu::Floats factor) {
  const cpu::Pair pair = cpu::load_pair(row);
  float* more = sums + cpu::kLanes;
  cpu::store(sums, cpu::multiply_add(factor, pair.first, cpu::load(sums)));
  cpu::store(more, cpu::multiply_add(factor, pair.second, cpu::load(more)));
}

template <typename T>
void add_row(float* sums, const T* row, float weight, std::size_t width) {
  const cpu::Floats factor = cpu::splat(weight);
  std::size_t i = 0;
  for (; i + kBlock<T> <= width; i += kBlock<T>) add_block(sums + i, row + i, factor);
  for (; i < width; ++i) sums[i] += weight * cpu::widen(row[i]);
}

// kTogether rows, and those that are asked for while they are added.
template <typename T>
struct Together {
  const T* rows[kTogether];
  const T* next[kTogether];
  cpu::Floats factors[kTogether];

  void ask(std::size_t q, std::size_t i) const {
    if (i % (64 / sizeof(T)) == 0) __builtin_prefetch(next[q] + i, 0, 3);
  }
};

inline void add_blocks(float* sums, const Together<float>& all, std::size_t i) {
  cpu::Floats sum = cpu::load(sums + i);
#pragma GCC unroll 8
  for (std::size_t q = 0; q < kTogether; ++q) {
    all.ask(q, i);
    sum = cpu::multiply_add(all.factors[q], cpu::load(all.rows[q] + i), sum);
  }
  cpu::store(sums + i, sum);
}
template <typename Narrow>
void add_blocks(float* sums, const Together<Narrow>& all, std::size_t i) {
  cpu::Pair sum{cpu::load(sums + i), cpu::load(sums + i + cpu::kLanes)};
#pragma GCC unroll 8
  for (std::size_t q = 0; q < kTogether; ++q) {
    all.ask(q, i);
    const cpu::Pair pair = cpu::load_pair(all.rows[q] + i);
    sum.first = cpu::multiply_add(all.factors[q], pair.first, sum.first);
    sum.second = cpu::multiply_add(all.factors[q], pair.second, sum.second);
  }
  cpu::store(sums + i, sum.first);
  cpu::store(sums + i + cpu::kLanes, sum.second);
}

template <typename T>
void add_rows(float* sums, const PoolPart& part, std::size_t r, std::size_t last) {
  const T* table = static_cast<const T*>(part.table);
  Together<T> all;
  for (std::size_t q = 0; q < kTogether; ++q) {
    all.rows[q] = table + part.index[r + q] * part.width;
    all.next[q] = table + part.index[std::min(r + q + 2 * kTogether, last)] * part.width;
    all.factors[q] = cpu::splat(part.weight[r + q]);
  }
  std::size_t i = 0;
  for (; i + kBlock<T> <= part.width; i += kBlock<T>) add_blocks(sums, all, i);
  for (; i < part.width; ++i) {
    for (std::size_t q = 0; q < kTogether; ++q) {
      sums[i] += part.weight[r + q] * cpu::widen(all.rows[q][i]);
    }
  }
}

inline void keep(float* to, const float* sums, std::size_t width) { std::copy_n(sums, width, to); }
template <typename Narrow>
void keep(Narrow* to, const float* sums, std::size_t width) {
  std::size_t i = 0;
  for (; i + kBlock<Narrow> <= width; i += kBlock<Narrow>) {
    cpu::store_pair(to + i, {cpu::load(sums + i), cpu::load(sums + i + cpu::kLanes)});
  }
  while (i < width) {
    float rest[cpu::kLanes] = {};
    Narrow rounded[cpu::kLanes];
    const std::size_t count = std::min(width - i, cpu::kLanes);
    std::copy_n(sums + i, count, rest);
    cpu::store(rounded, cpu::load(rest));
    std::copy_n(rounded, count, to + i);
    i += count;
  }
}

template <typename T>
void pool(const PoolPart& part) {
  const T* table = static_cast<const T*>(part.table);
  const std::size_t rows = part.bags * part.per_bag;
  const std::size_t row_bytes = part.width * sizeof(T);
  const std::size_t together = row_bytes >= kTogetherFrom ? kTogether : rows + 1;
  const std::size_t ahead = std::max<std::size_t>(2, kPooledBytesAhead / row_bytes);
  for (std::size_t r = 0; r < std::min(ahead, rows); ++r) {
    ask_for(table + part.index[r] * part.width, part.width);
  }
  std::size_t r = 0;
  for (std::size_t bag = 0; bag < part.bags; ++bag) {
    std::fill_n(part.sums, part.width, 0.0F);
    const std::size_t end = r + part.per_bag;
    for (; r + together <= end; r += together) add_rows<T>(part.sums, part, r, rows - 1);
    for (; r < end; ++r) {
      if (r + ahead < rows) ask_for(table + part.index[r + ahead] * part.width, part.width);
      add_row(part.sums, table + part.index[r] * part.width, part.weight[r], part.width);
    }
    keep(static_cast<T*>(part.out) + bag * part.width, part.sums, part.width);
  }
}

inline constexpr PoolLoops kPoolLoops{pool<float>, pool<cpu::Bf16>, pool<cpu::F16>};

}  // namespace
}  // namespace fleetmark::gather
