// SPDX-License-Identifier: Apache-2.0
// The loops of pool_loops.h, written once; included by one file per instruction set. Sums of a few
// columns stay in registers while the rows of a bag go by; then come its next columns. Rows lie
// anywhere, so no hardware can guess them: their lines are asked for ahead, in the order of
// reading.
#pragma once

#include <algorithm>

#include "kernels/cpu/vector_isa.h"
#include "kernels/gather/passes_isa.h"
#include "kernels/gather/pool_loops.h"

namespace fleetmark::gather {
namespace {

inline constexpr std::size_t kPooledBytesAhead = 16384;  // that have been asked for

// Elements that one vector load takes; narrow types are widened to kVectors of f32.
template <typename T>
inline constexpr std::size_t kBlock = cpu::kVectorBytes / sizeof(T);
template <typename T>
inline constexpr std::size_t kVectors = sizeof(float) / sizeof(T);
template <typename T>
inline constexpr std::size_t kMostBlocks = std::min<std::size_t>(8,
                                                                 cpu::kAccumulators / kVectors<T>);

// Columns of the pass that begins at column `first`.
template <typename T>
std::size_t columns_from(std::size_t first, std::size_t width) {
  return columns_of_pass(width - first, kBlock<T>, kMostBlocks<T>);
}

// Rows of one bag, and the first of the columns that are taken of them.
template <typename T>
struct Rows {
  const T* columns = nullptr;  // of row 0 of the table
  const std::uint32_t* index = nullptr;
  std::size_t count = 0, width = 0;

  [[nodiscard]] const T* row(std::size_t r) const { return columns + index[r] * width; }
};

template <typename T>
Rows<T> rows_of(const PoolPart& part, std::size_t bag, std::size_t first) {
  return {static_cast<const T*>(part.table) + first, part.index + bag * part.per_bag, part.per_bag,
          part.width};
}

template <typename T, std::size_t kBlocks>
void ask_for(const T* row) {
#pragma GCC unroll 8
  for (std::size_t at = 0; at < kBlocks * kBlock<T>; at += 64 / sizeof(T)) {
    __builtin_prefetch(row + at, 0, 3);
  }
}

// What to ask for: the rows in the order of reading, so many bytes before they are read.
template <typename T>
class Ahead {
 public:
  explicit Ahead(const PoolPart& part) : part_(part) {
    turn();
    for (std::size_t bytes = 0; bytes < kPooledBytesAhead; bytes += columns_ * sizeof(T)) {
      ask_for<T, kMostBlocks<T>>(rows_.row(0));
      advance(1);
    }
  }

  [[nodiscard]] const Rows<T>& rows() const { return rows_; }

  void advance(std::size_t rows) {
    rows_.index += rows;
    rows_.count -= rows;
    if (rows_.count == 0) turn();
  }

 private:
  // To the next columns of the same rows, or to the next bag; at the end, to the last rows again.
  void turn() {
    first_ += columns_;
    if (first_ == part_.width) {
      first_ = 0;
      bag_ = std::min(bag_ + 1, part_.bags - 1);
    }
    columns_ = columns_from<T>(first_, part_.width);
    rows_ = rows_of<T>(part_, bag_, first_);
  }

  const PoolPart& part_;
  Rows<T> rows_;
  std::size_t bag_ = 0, first_ = 0, columns_ = 0;
};

inline void add_block(cpu::Floats* sums, const float* row, cpu::Floats factor) {
  sums[0] = cpu::multiply_add(factor, cpu::load(row), sums[0]);
}
template <typename Narrow>
void add_block(cpu::Floats* sums, const Narrow* row, cpu::Floats factor) {
  const cpu::Pair pair = cpu::load_pair(row);
  sums[0] = cpu::multiply_add(factor, pair.first, sums[0]);
  sums[1] = cpu::multiply_add(factor, pair.second, sums[1]);
}

inline void keep_block(float* to, const cpu::Floats* sums) { cpu::store(to, sums[0]); }
template <typename Narrow>
void keep_block(Narrow* to, const cpu::Floats* sums) {
  cpu::store_pair(to, {sums[0], sums[1]});
}

// One bag's sums of kBlocks of columns. What is asked for in the meantime may be of another width:
// to look each time would cost more than lines that are asked for in vain or not at all.
template <typename T, std::size_t kBlocks>
void pool_blocks(const PoolPart& part, std::size_t bag, std::size_t first, Ahead<T>& ahead) {
  cpu::Floats sums[kBlocks * kVectors<T>] = {};
  const float* weight = part.weight + bag * part.per_bag;
  for (Rows<T> rows = rows_of<T>(part, bag, first); rows.count > 0;) {
    const Rows<T> next = ahead.rows();
    const std::size_t count = std::min(rows.count, next.count);
    for (std::size_t r = 0; r < count; ++r) {
      ask_for<T, kBlocks>(next.row(r));
      const T* row = rows.row(r);
      const cpu::Floats factor = cpu::splat(weight[r]);
#pragma GCC unroll 8
      for (std::size_t b = 0; b < kBlocks; ++b) {
        add_block(sums + b * kVectors<T>, row + b * kBlock<T>, factor);
      }
    }
    rows.index += count;
    rows.count -= count;
    weight += count;
    ahead.advance(count);
  }
  T* to = static_cast<T*>(part.out) + bag * part.width + first;
#pragma GCC unroll 8
  for (std::size_t b = 0; b < kBlocks; ++b) keep_block(to + b * kBlock<T>, sums + b * kVectors<T>);
}

inline void keep_rest(float* to, const float* sums, std::size_t columns) {
  std::copy_n(sums, columns, to);
}
template <typename Narrow>
void keep_rest(Narrow* to, const float* sums, std::size_t columns) {
  Narrow rounded[2 * cpu::kLanes];
  cpu::store(rounded, cpu::load(sums));
  cpu::store(rounded + cpu::kLanes, cpu::load(sums + cpu::kLanes));
  std::copy_n(rounded, columns, to);
}

// Fewer columns than a block.
template <typename T>
void pool_rest(const PoolPart& part, std::size_t bag, std::size_t first, Ahead<T>& ahead) {
  float sums[2 * cpu::kLanes] = {};
  const std::size_t columns = part.width - first;
  const Rows<T> rows = rows_of<T>(part, bag, first);
  for (std::size_t r = 0; r < rows.count; ++r) {
    ask_for<T, 1>(ahead.rows().row(0));
    ahead.advance(1);
    const float weight = part.weight[bag * part.per_bag + r];
    for (std::size_t i = 0; i < columns; ++i) sums[i] += weight * cpu::widen(rows.row(r)[i]);
  }
  keep_rest(static_cast<T*>(part.out) + bag * part.width + first, sums, columns);
}

template <typename T>
void pool(const PoolPart& part) {
  if (part.bags == 0) return;
  Ahead<T> ahead(part);
  for (std::size_t bag = 0; bag < part.bags; ++bag) {
    for (std::size_t first = 0, columns = 0; first < part.width; first += columns) {
      columns = columns_from<T>(first, part.width);
      switch (columns / kBlock<T>) {
        case 8:
          pool_blocks<T, 8>(part, bag, first, ahead);
          break;
        case 4:
          pool_blocks<T, 4>(part, bag, first, ahead);
          break;
        case 2:
          pool_blocks<T, 2>(part, bag, first, ahead);
          break;
        case 1:
          pool_blocks<T, 1>(part, bag, first, ahead);
          break;
        default:
          pool_rest<T>(part, bag, first, ahead);
      }
    }
  }
}

inline constexpr PoolLoops kPoolLoops{pool<float>, pool<cpu::Bf16>, pool<cpu::F16>};

}  // namespace
}  // namespace fleetmark::gather
