// SPDX-License-Identifier: Apache-2.0
// The loops of pool_loops.h, written once; included by one file per instruction set. Rows lie
// anywhere, so no hardware can guess them: their lines are asked for some rows ahead.
#pragma once

#include <algorithm>

#include "kernels/cpu/vector_isa.h"
#include "kernels/gather/pool_loops.h"

namespace fleetmark::gather {
namespace {

constexpr std::size_t kBytesAhead = 4096;  // of rows that have been asked for

template <typename T>
void ask_for(const T* row, std::size_t width) {
  for (std::size_t at = 0; at < width; at += 64 / sizeof(T)) __builtin_prefetch(row + at, 0, 3);
}

template <typename T>
void add_row(float* sums, const T* row, float weight, std::size_t width) {
  const cpu::Floats factor = cpu::splat(weight);
  std::size_t i = 0;
  for (; i + cpu::kLanes <= width; i += cpu::kLanes) {
    cpu::store(sums + i, cpu::multiply_add(factor, cpu::load(row + i), cpu::load(sums + i)));
  }
  for (; i < width; ++i) sums[i] += weight * cpu::widen(row[i]);
}

void keep(float* to, const float* sums, std::size_t width) { std::copy_n(sums, width, to); }
void keep(std::uint16_t* to, const float* sums, std::size_t width) {
  std::size_t i = 0;
  for (; i + cpu::kLanes <= width; i += cpu::kLanes) cpu::store(to + i, cpu::load(sums + i));
  if (i == width) return;
  float rest[cpu::kLanes] = {};
  std::uint16_t rounded[cpu::kLanes];
  std::copy_n(sums + i, width - i, rest);
  cpu::store(rounded, cpu::load(rest));
  std::copy_n(rounded, width - i, to + i);
}

template <typename T>
void pool(const PoolPart& part) {
  const T* table = static_cast<const T*>(part.table);
  const std::size_t rows = part.bags * part.per_bag;
  const std::size_t ahead = std::max<std::size_t>(2, kBytesAhead / (part.width * sizeof(T)));
  for (std::size_t r = 0; r < std::min(ahead, rows); ++r) {
    ask_for(table + part.index[r] * part.width, part.width);
  }
  std::size_t r = 0;
  for (std::size_t bag = 0; bag < part.bags; ++bag) {
    std::fill_n(part.sums, part.width, 0.0F);
    for (const std::size_t end = r + part.per_bag; r < end; ++r) {
      if (r + ahead < rows) ask_for(table + part.index[r + ahead] * part.width, part.width);
      add_row(part.sums, table + part.index[r] * part.width, part.weight[r], part.width);
    }
    keep(static_cast<T*>(part.out) + bag * part.width, part.sums, part.width);
  }
}

constexpr PoolLoops kPoolLoops{pool<float>, pool<std::uint16_t>};

}  // namespace
}  // namespace fleetmark::gather
