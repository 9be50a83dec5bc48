// SPDX-License-Identifier: Apache-2.0
// Products of a few rows with a long matrix: c (+)= a b, for the instruction set of the including
// file (see vector_isa.h). a has f32 rows of k elements; b is read once, row after row, 32 or 16
// columns at a time, of any float type. What decode consists of: skinny GEMMs, scores against a key
// cache, weighted sums of a value cache.
#pragma once

#include "kernels/cpu/vector_isa.h"

namespace fleetmark::cpu {
namespace {

inline constexpr std::size_t kPanel = 32;  // columns of a panel, the same for every instruction set

template <typename T>
struct Product {
  const float* a = nullptr;
  std::size_t lda = 0;  // elements from one row to the next
  const T* b = nullptr;
  std::size_t ldb = 0;
  float* c = nullptr;
  std::size_t ldc = 0;
  std::size_t rows = 0, k = 0;
  bool adds = false;      // to what c holds
  std::size_t ahead = 0;  // elements of b from what is read to what is asked for; 0: nothing is
};

template <int kRows, int kVectors, typename T>
void product_tile(const Product<T>& p, std::size_t row, std::size_t column) {
  constexpr std::size_t kPerLine = 64 / sizeof(T);
  constexpr std::size_t kWidth = kVectors * kLanes;
  const float* a = p.a + row * p.lda;
  const T* b = p.b + column;
  float* c = p.c + row * p.ldc + column;
  // Unrolled by order: -O2 alone would keep the sums in memory.
  Floats sums[kRows][kVectors];
#pragma GCC unroll 8
  for (int r = 0; r < kRows; ++r) {
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v) {
      sums[r][v] = p.adds ? load(c + r * p.ldc + v * kLanes) * (1 / kShortBy<T>) : Floats{};
    }
  }
  const std::size_t ahead = row == 0 ? p.ahead : 0;  // later rows find b in a cache
  for (std::size_t l = 0; l < p.k; ++l, b += p.ldb) {
    if (ahead > 0) {
      for (std::size_t at = 0; at < kWidth; at += kPerLine)
        __builtin_prefetch(b + ahead + at, 0, 3);
    }
    Floats across[kVectors];
    load_short(b, across);
#pragma GCC unroll 8
    for (int r = 0; r < kRows; ++r) {
      const Floats factor = splat(a[r * p.lda + l]);
#pragma GCC unroll 8
      for (int v = 0; v < kVectors; ++v) sums[r][v] = multiply_add(factor, across[v], sums[r][v]);
    }
  }
#pragma GCC unroll 8
  for (int r = 0; r < kRows; ++r) {
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v) store(c + r * p.ldc + v * kLanes, sums[r][v] * kShortBy<T>);
  }
}

template <int kRows, typename T>
void product_rows(const Product<T>& p, std::size_t row, std::size_t columns) {
  // Wide tiles read long rows of b in order; panels and what is left of them take narrower ones.
  constexpr int kMost = kAccumulators / kRows < 8 ? kAccumulators / kRows : 8;
  constexpr int kWhole = static_cast<int>(kPanel / kLanes) < kMost ? kPanel / kLanes : kMost;
  constexpr int kHalf = static_cast<int>(16 / kLanes) < kWhole ? 16 / kLanes : kWhole;
  std::size_t column = 0;
  if constexpr (kMost > kWhole) {
    for (; column + kMost * kLanes <= columns; column += kMost * kLanes) {
      product_tile<kRows, kMost>(p, row, column);
    }
  }
  for (; column + kWhole * kLanes <= columns; column += kWhole * kLanes) {
    product_tile<kRows, kWhole>(p, row, column);
  }
  for (; column < columns; column += kHalf * kLanes) product_tile<kRows, kHalf>(p, row, column);
}

// `columns`: a multiple of 16.
template <typename T>
void multiply(const Product<T>& p, std::size_t columns) {
  std::size_t row = 0;
  if constexpr (kMaxRows == 8) {
    for (; row + 8 <= p.rows; row += 8) product_rows<8>(p, row, columns);
  }
  for (; row + 4 <= p.rows; row += 4) product_rows<4>(p, row, columns);
  for (; row + 2 <= p.rows; row += 2) product_rows<2>(p, row, columns);
  for (; row < p.rows; ++row) product_rows<1>(p, row, columns);
}

}  // namespace
}  // namespace fleetmark::cpu
