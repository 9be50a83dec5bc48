// SPDX-License-Identifier: Apache-2.0
// What the tensor-core peak kernels multiply: one span of 128 bytes of K, four instructions long,
// whose exact sum is known in closed form. Plain functions, so that kernels and the tests on a CPU
// use the same ones.
//
// The operands are random integers, never zero, as wide as the type multiplies and adds exactly
// (power, and with it the clock, depends on the bits). Instructions 0 and 1 are a pair, likewise 2
// and 3: the second of a pair has the same A and the negative B, but for one element of each row of
// B, which is off by that row's sign and meets an A of +-1. So a pair adds row_sign x column_sign
// to every element of C, and C stays small enough to be exact in every accumulator.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/api/problem.h"
#include "kernels/gpu/tensor_layout.h"

namespace fleetmark::compute {

inline constexpr int kTensorRowsA = 128;
inline constexpr int kTensorRowsB = 256;
inline constexpr int kTensorBytesA = kTensorRowsA * gpu::kSpanBytes;
inline constexpr int kTensorImageBytes = kTensorBytesA + kTensorRowsB * gpu::kSpanBytes;
inline constexpr int kTensorSteps = gpu::kSpanBytes / gpu::kStepBytes;
inline constexpr int kTensorPairs = kTensorSteps / 2;
// Passes over the span until the accumulators are read and begin again at zero: they stay within
// 1024, and fp8 tensor cores keep about 14 bits (matmul_verify.cpp).
inline constexpr int kTensorFoldPasses = 1024 / kTensorPairs;

// +1 or -1 by the parity of some bits: no row or column is like its neighbours.
constexpr int parity_sign(unsigned bits) {
  bits ^= bits >> 4U;
  bits ^= bits >> 2U;
  bits ^= bits >> 1U;
  return (bits & 1U) != 0 ? -1 : 1;
}
constexpr int row_sign(int row) { return parity_sign(static_cast<unsigned>(row) & 0x6DU); }
constexpr int column_sign(int column) { return parity_sign(static_cast<unsigned>(column) & 0xB7U); }

// Bits that do not overlap have signs of their own, and those of a sum multiply: an element's sign
// is that of where its thread begins times that of the way from there, which the compiler knows.
constexpr int element_sign(int row, int column) { return row_sign(row) * column_sign(column); }
// From accumulator 0 of a thread to its accumulator i, which is `rows` and `columns` further on.
constexpr int relative_sign(int i, int rows, int columns) {
  const gpu::Element at = gpu::accumulator_element(0, 0, i);
  return element_sign(rows + at.row, columns + at.column);
}

constexpr std::int64_t step_elements(DType dtype) {
  return gpu::kStepBytes / static_cast<std::int64_t>(bytes_of(dtype));
}

// Passes in which `accumulators` elements of C do n multiply-adds; each element does the K of one
// instruction in each step.
constexpr std::int64_t tensor_passes(std::int64_t n, std::int64_t accumulators, DType dtype) {
  return n / (accumulators * kTensorSteps * step_elements(dtype));
}
// Multiply-adds behind each unit of |C|: the two instructions of a pair.
constexpr double adds_per_unit(DType dtype) {
  return 2 * static_cast<double>(step_elements(dtype));
}

// The largest magnitude of an operand: products and sums of one instruction stay exact.
int largest_operand(DType dtype);
// Element k of the span: of A's row or B's row (a column of C), an integer.
int tensor_operand(DType dtype, bool is_b, int row, int k);
// A and B as shared memory holds them: rows of 128 bytes, swizzled, B after A.
std::vector<unsigned char> tensor_image(DType dtype);

}  // namespace fleetmark::compute
