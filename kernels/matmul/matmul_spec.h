// SPDX-License-Identifier: Apache-2.0
// matmul.gemm: C = A B with A (m x k), B (k x n), C (m x n), all row-major. Operand 0 is A, operand
// 1 is B. Output type: f64 for f64, int32 for int8, f32 for all others. No scaling: fp8 values are
// what their codes say. How an implementation stores its operands (B by columns, padded rows) is
// its own affair and not counted.
//
// matmul.grouped: one such product for each of `groups` groups, every one with its own A, B and C,
// as the experts of a mixture have them; the groups lie one after the other.
#pragma once

#include <span>

#include "kernels/api/kernel.h"

namespace fleetmark {

std::span<const KernelSpec> matmul_specs();

namespace matmul {

struct Shape {
  std::int64_t m = 0, n = 0, k = 0;
};
Shape shape_of(const Problem& problem);          // of one group
std::int64_t groups_of(const Problem& problem);  // 1 for matmul.gemm
std::size_t output_bytes(DType dtype);           // of one element of C

// Below this many multiply-adds the whole output is compared with the naive oracle.
inline constexpr double kFullOracleLimit = 1 << 24;

}  // namespace matmul
}  // namespace fleetmark
