// SPDX-License-Identifier: Apache-2.0
// The gather family: reading memory anywhere but in order.
//
//   rows      out[r] = table[index[r]], rows of row_bytes, index[r] random by formula
//   strided   out[i] = table[i * stride], one element of every stride
//   pool      sums of weighted random rows: pool_spec.h
//
// Bytes are those the algorithm must move: rows reads each row once and its 4-byte index, and
// writes the row; strided reads and writes one element, not the cache line around it. A device that
// fetches whole lines shows a smaller rate for that, which is the point.
#pragma once

#include <span>

#include "kernels/api/kernel.h"

namespace fleetmark {

std::span<const KernelSpec> gather_specs();

namespace gather {

inline constexpr int kIndexOperand = 1;  // operand 0 is the table

// The row of the table that output row r takes: uniform over [0, table_rows), below 2^32.
constexpr std::uint32_t row_index(const InputRecipe& recipe, std::uint64_t r,
                                  std::uint64_t table_rows) {
  const std::uint64_t bits = input_bits(recipe.seed, kIndexOperand, r) >> 32;
  return static_cast<std::uint32_t>((bits * table_rows) >> 32);
}

struct RowShape {
  std::int64_t rows = 0;
  std::int64_t table_rows = 0;
  std::int64_t row_bytes = 0;

  [[nodiscard]] std::int64_t columns() const { return row_bytes / 4; }
};
RowShape row_shape_of(const Problem& problem);

// kNotSupported unless rows are whole elements and indices fit 32 bits.
Result<RowShape> checked_row_shape(const Problem& problem);

struct StridedShape {
  std::int64_t n = 0;
  std::int64_t stride = 0;
};
// kNotSupported unless there is an element to take and the stride leads on.
Result<StridedShape> checked_strided_shape(const Problem& problem);

}  // namespace gather
}  // namespace fleetmark
