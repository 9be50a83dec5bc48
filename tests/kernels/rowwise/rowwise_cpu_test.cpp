// SPDX-License-Identifier: Apache-2.0
// Every rowwise kernel against its oracle over random shapes, the oracles against closed forms,
// work by hand, and planted faults.
#include <cmath>

#include "kernels/rowwise/rowwise_spec.h"
#include "tests/support/kernel_checks.h"
#include "tests/support/planted_reader.h"

namespace fleetmark {
namespace {

Problem of(std::string_view id, std::int64_t rows, std::int64_t width) {
  if (id == "rowwise.rotary") {
    return {std::string(id), DType::kF32, {{"rows", rows}, {"heads", 3}, {"head_dim", 2 * width}}};
  }
  return {std::string(id), DType::kF32, {{"rows", rows}, {"width", width}}};
}

bool accepts(const Problem& problem, DataPattern pattern, std::vector<double> values) {
  test::CopiedOutput output(std::move(values));
  return find_kernel_spec(problem.kernel)->verify(problem, {pattern, 1}, output)->passed;
}

TEST(RowwiseCpu, every_kernel_is_right_at_random_shapes) {
  int runs = 0;
  for (const auto& row : rowwise::kOpRows) {
    for (int draw = 0; draw < 10; ++draw) {
      runs += test::expect_right(of(row.id, test::pick(draw, 0, 30), test::pick(draw, 1, 200)),
                                 {DataPattern::kUniform, DataPattern::kNormal});
    }
    test::expect_right(of(row.id, 2, 5000), {DataPattern::kUniform, DataPattern::kConstant});
    test::expect_right(of(row.id, 3, 64), {DataPattern::kSmallIntegers, DataPattern::kZeros});
  }
  EXPECT_EQ(runs, 9 * 10 * 3 * 2);
}

TEST(RowwiseCpu, planted_faults_are_found) {
  for (const auto& row : rowwise::kOpRows) {
    const bool is_code = row.op == rowwise::Op::kQuantise;  // one code off is the least fault
    test::expect_faults_found(of(row.id, 7, 45), is_code ? 1.01 : 2e-5);
    test::expect_faults_found(test::as(DType::kF16, of(row.id, 7, 45)), is_code ? 1.01 : 1e-3);
  }
}

// Rows of ones, worked out by hand.
TEST(RowwiseCpu, oracles_know_what_constant_rows_give) {
  const auto constant = DataPattern::kConstant;
  const double norm = 1 / std::sqrt(1 + 1e-5);
  EXPECT_TRUE(accepts(of("rowwise.rms_norm", 2, 3), constant, std::vector(6, norm)));
  EXPECT_FALSE(accepts(of("rowwise.rms_norm", 2, 3), constant, std::vector(6, 1.0)));
  EXPECT_TRUE(accepts(of("rowwise.layer_norm", 2, 3), constant, std::vector(6, 1.0)));
  EXPECT_TRUE(accepts(of("rowwise.softmax", 2, 4), constant, std::vector(8, 0.25)));
  EXPECT_TRUE(accepts(of("rowwise.residual_add", 1, 2), constant, {2, 2}));
  const double logistic = 1 / (1 + std::exp(-1.0));
  EXPECT_TRUE(accepts(of("rowwise.silu_multiply", 1, 2), constant, {logistic, logistic}));
  const double gelu = 0.5 * (1 + std::tanh(std::sqrt(2 / std::acos(-1.0)) * 1.044715));
  EXPECT_TRUE(accepts(of("rowwise.gelu", 1, 2), constant, {gelu, gelu}));
  EXPECT_TRUE(accepts(of("rowwise.quantise", 1, 2), constant, {127, 127, 1.0 / 127}));
  EXPECT_TRUE(accepts(of("rowwise.quantise", 1, 2), DataPattern::kZeros, {0, 0, 0}));
  EXPECT_TRUE(accepts(of("rowwise.dequantise", 1, 2), constant, {1, 1}));
  // One pair (1, 1): position 0 does not turn, position 1 turns by one radian.
  const Problem pairs{"rowwise.rotary", DType::kF32, {{"rows", 2}, {"heads", 1}, {"head_dim", 2}}};
  EXPECT_TRUE(accepts(pairs, constant,
                      {1, 1, std::cos(1.0) - std::sin(1.0), std::cos(1.0) + std::sin(1.0)}));
}

// 2^25 elements: every third row is compared. Row 1 is not, and no softmax is above 1.
TEST(RowwiseCpu, rows_that_are_not_compared_are_held_to_what_can_be) {
  constexpr std::int64_t kWidth = 4096;
  const Problem problem = of("rowwise.softmax", 8192, kWidth);
  const auto is_accepted = [&](double planted) {
    test::PlantedOutput output(8192 * kWidth, 1.0 / kWidth, kWidth + 5, planted);
    const auto v =
        find_kernel_spec(problem.kernel)->verify(problem, {DataPattern::kZeros, 1}, output);
    EXPECT_TRUE(v->method.starts_with("every element finite and bounded, every 3th row"));
    return v->passed;
  };
  EXPECT_TRUE(is_accepted(1.0 / kWidth));
  EXPECT_FALSE(is_accepted(1.2));
}

TEST(RowwiseCpu, work_is_that_of_the_definition) {
  const auto work = [](std::string_view id) {
    Problem problem = of(id, 10, 8);
    problem.dtype = DType::kBf16;
    return find_kernel_spec(id)->work(problem);
  };
  EXPECT_EQ(work("rowwise.rms_norm").read, Bytes(2 * (80 + 8)));
  EXPECT_EQ(work("rowwise.layer_norm").read, Bytes(2 * (80 + 16)));
  EXPECT_EQ(work("rowwise.layer_norm").flops, Flops(7 * 80));
  EXPECT_EQ(work("rowwise.silu_multiply").read, Bytes(2 * 160));
  EXPECT_EQ(work("rowwise.silu_multiply").written, Bytes(2 * 80));
  EXPECT_EQ(work("rowwise.rotary").read, Bytes(2 * 10 * 3 * 16 + 4 * 10 * 16));
  EXPECT_EQ(work("rowwise.rotary").flops, Flops(3 * 10 * 3 * 16));
  EXPECT_EQ(work("rowwise.quantise").read, Bytes(2 * 80));
  EXPECT_EQ(work("rowwise.quantise").written, Bytes(80 + 40));
  EXPECT_EQ(work("rowwise.dequantise").read, Bytes(80 + 40));
  EXPECT_EQ(work("rowwise.dequantise").written, Bytes(2 * 80));
}

TEST(RowwiseCpu, heads_of_an_odd_size_are_not_supported) {
  const Problem odd{"rowwise.rotary", DType::kF32, {{"rows", 2}, {"heads", 1}, {"head_dim", 3}}};
  const auto shape = rowwise::checked_shape(odd);
  ASSERT_FALSE(shape);
  EXPECT_EQ(shape.error().code, ErrorCode::kNotSupported);
  EXPECT_FALSE(rowwise::checked_shape(of("rowwise.gelu", 0, 4)));
}

}  // namespace
}  // namespace fleetmark
