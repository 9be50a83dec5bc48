// SPDX-License-Identifier: Apache-2.0
// The rowwise family: what stands between the products of a model, row by row. Storage f32, bf16
// or f16, arithmetic f32; x is operand 0, the second and third array operands 1 and 2.
//
//   rms_norm        x g / sqrt(mean x^2 + e)         g: a row of gains, e = 1e-5
//   layer_norm      (x - mean) g / sqrt(variance + e) + b
//   softmax         e^(x - max) / sum e^(x - max)
//   rotary          pairs (x[i], x[i + head_dim/2]) turned by row * 10000^(-2i/head_dim); cosines
//                   and sines are read from a table of f32
//   silu_multiply   x / (1 + e^-x) y
//   gelu            the tanh form, x / (1 + e^-2z), z = sqrt(2/pi) (x + 0.044715 x^3)
//   residual_add    x + y
//   quantise        codes x / s to the nearest integer, s = max|x| / 127 of the row, kept as f32
//   dequantise      code s, codes from operand 0, one f32 s a row from operand 1
//
// Tolerances, with u = 2^-24, n the width, and sums that err by 4 sqrt(n) u of what they add
// (attention_spec.h says why): an error of u_out |ref| for the result, and
//   rms_norm        u |ref| (6 + 2 sqrt(n))
//   layer_norm      u (r|g| (4 sqrt(n) mean|x| + |x| + |mean|) + |(x - mean) r g| (8 + 4 sqrt(n)) +
//                   2|ref| + 2|b|), r = 1 / sqrt(variance + e)
//   softmax         u |ref| (10 + 2 (max - min) + 4 sqrt(n))
//   rotary          4 u (|x c| + |y s|)
//   silu_multiply   u |ref| (8 + |x|)
//   gelu            u |ref| (8 + 20|z|)
//   residual_add, dequantise   u |ref|
//   quantise        a code within 1/2 + 2^-15 of x / s, a scale within 2 u
// and 1e-37 where e^x may vanish: below -87 it is taken as 0.
#pragma once

#include <span>

#include "kernels/api/kernel.h"

namespace fleetmark {

std::span<const KernelSpec> rowwise_specs();

namespace rowwise {

enum class Op {
  kRmsNorm,
  kLayerNorm,
  kSoftmax,
  kRotary,
  kSiluMultiply,
  kGelu,
  kResidualAdd,
  kQuantise,
  kDequantise
};
inline constexpr int kOps = 9;
inline constexpr double kEpsilon = 1e-5;

struct OpRow {
  Op op;
  std::string_view id;
  std::string_view summary;
  int row_inputs;     // arrays of rows x width of the type
  int vector_inputs;  // arrays of width of the type
  int flops;          // per element
};
inline constexpr std::array<OpRow, kOps> kOpRows{{
    {Op::kRmsNorm, "rowwise.rms_norm", "x gain / sqrt(mean x^2)", 1, 1, 4},
    {Op::kLayerNorm, "rowwise.layer_norm", "(x - mean) gain / deviation + bias", 1, 2, 7},
    {Op::kSoftmax, "rowwise.softmax", "e^x / sum e^x of each row", 1, 0, 5},
    {Op::kRotary, "rowwise.rotary", "pairs turned by angles of their position", 1, 0, 3},
    {Op::kSiluMultiply, "rowwise.silu_multiply", "x y / (1 + e^-x)", 2, 0, 5},
    {Op::kGelu, "rowwise.gelu", "x (1 + tanh z) / 2", 1, 0, 10},
    {Op::kResidualAdd, "rowwise.residual_add", "x + y", 2, 0, 1},
    {Op::kQuantise, "rowwise.quantise", "int8 codes and a scale for each row", 1, 0, 3},
    {Op::kDequantise, "rowwise.dequantise", "code times the scale of its row", 0, 0, 1},
}};
const OpRow& op_row(std::string_view id);

struct Shape {
  std::int64_t rows = 0, width = 0;
  std::int64_t head_dim = 0;  // rotary; else the width
};
Shape shape_of(const Problem& problem);

// kNotSupported unless sizes are positive and head_dim is even.
Result<Shape> checked_shape(const Problem& problem);

// Entries of rotary's table, rounded to f32: pair i of the head at position `row`.
struct Turn {
  float cosine = 1, sine = 0;
};
Turn turn_of(std::int64_t row, std::int64_t pair, std::int64_t head_dim);

}  // namespace rowwise
}  // namespace fleetmark
