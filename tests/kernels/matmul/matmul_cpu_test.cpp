// SPDX-License-Identifier: Apache-2.0
// GEMM: the oracle by hand, every variant at odd sizes, and each way of checking against planted
// faults.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "kernels/api/check_rows.h"
#include "kernels/matmul/matmul_verify.h"
#include "tests/support/cpu_session.h"
#include "tests/support/faulty_reader.h"
#include "tests/support/kernel_checks.h"

namespace fleetmark {
namespace {

using test::CopiedOutput;

Problem gemm(DType dtype, std::int64_t m, std::int64_t n, std::int64_t k) {
  return Problem{"matmul.gemm", dtype, {{"m", m}, {"n", n}, {"k", k}}};
}

std::vector<double> product_by_definition(const Problem& problem, const InputRecipe& recipe) {
  const auto [m, n, k] = matmul::shape_of(problem);
  std::vector<double> c(static_cast<std::size_t>(m * n));
  for (std::int64_t i = 0; i < m; ++i) {
    for (std::int64_t j = 0; j < n; ++j) {
      for (std::int64_t l = 0; l < k; ++l) {
        c[static_cast<std::size_t>(i * n + j)] +=
            input_stored(problem.dtype, recipe, 0, static_cast<std::uint64_t>(i * k + l)) *
            input_stored(problem.dtype, recipe, 1, static_cast<std::uint64_t>(l * n + j));
      }
    }
  }
  return c;
}

TEST(MatmulCpu, every_variant_and_type_at_odd_sizes) {
  const std::vector<std::array<std::int64_t, 3>> shapes{
      {1, 1, 1},       {3, 5, 7},     {17, 33, 65}, {64, 64, 64},
      {129, 127, 131}, {1, 512, 300}, {14, 70, 601}};
  int cases = 0;
  for (const auto& variant : test::cpu_session().variants()) {
    if (variant.spec->id != "matmul.gemm") continue;
    for (const DType dtype : variant.dtypes) {
      for (const auto& [m, n, k] : shapes) {
        for (const auto pattern : {DataPattern::kUniform, DataPattern::kSmallIntegers}) {
          const Problem problem = gemm(dtype, m, n, k);
          const InputRecipe recipe{pattern, 4};
          auto kernel = test::cpu_session().prepare(variant, problem, {2, recipe});
          ASSERT_TRUE(kernel) << kernel.error().message;
          ASSERT_TRUE((*kernel)->enqueue(1));
          const auto verified = variant.spec->verify(problem, recipe, (*kernel)->output(1));
          ASSERT_TRUE(verified);
          EXPECT_TRUE(verified->passed)
              << variant.name << " " << problem.key() << ": " << verified->detail;
          // The other set was not computed: it still holds poison.
          const auto other = variant.spec->verify(problem, recipe, (*kernel)->output(0));
          EXPECT_FALSE(other->passed);
          ++cases;
        }
      }
    }
  }
  EXPECT_GE(cases, 6 * 2 * (4 + 2 + 1 + 1));
}

TEST(MatmulCpu, large_results_are_checked_whole_and_faults_found) {
  const Problem problem = gemm(DType::kF32, 301, 283, 307);  // above the limit of the full oracle
  const InputRecipe recipe{DataPattern::kSmallIntegers, 2};
  const auto right = product_by_definition(problem, recipe);
  CopiedOutput good(right);
  const auto accepted = matmul::verify_gemm(problem, recipe, good);
  ASSERT_TRUE(accepted);
  EXPECT_TRUE(accepted->passed) << accepted->detail;
  EXPECT_EQ(accepted->elements_checked, 301 * 283);
  EXPECT_NE(accepted->method.find("Freivalds"), std::string::npos);

  const auto is_refused = [&](std::vector<double> values) {
    CopiedOutput bad(std::move(values));
    return !matmul::verify_gemm(problem, recipe, bad)->passed;
  };
  for (const std::size_t at : {std::size_t{0}, right.size() / 3, right.size() - 1}) {
    auto wrong = right;
    wrong[at] += 1;
    EXPECT_TRUE(is_refused(wrong)) << at;
    wrong[at] = std::numeric_limits<double>::quiet_NaN();
    EXPECT_TRUE(is_refused(wrong)) << at;
  }
  auto swapped = right;  // same sum, wrong places
  std::swap(swapped[5], swapped[6]);
  EXPECT_TRUE(swapped == right || is_refused(swapped));
  auto tail = right;
  std::fill(tail.end() - 283, tail.end(), 0.0);
  EXPECT_TRUE(is_refused(tail));
  EXPECT_TRUE(is_refused(std::vector<double>(right.size(), 0.0)));
}

// Rows are read in batches and judged in parts: none is left out, and which fault is told does not
// depend on who found it.
TEST(MatmulCpu, of_many_rows_every_one_is_checked_and_the_first_fault_told) {
  const Problem problem = gemm(DType::kF32, 5000, 300, 3);
  const InputRecipe recipe{DataPattern::kSmallIntegers, 2};
  const auto right = product_by_definition(problem, recipe);
  for (const auto check : {matmul::verify_freivalds, matmul::verify_sampled}) {
    CopiedOutput good(right);
    const auto accepted = check(problem, recipe, good);
    ASSERT_TRUE(accepted);
    EXPECT_TRUE(accepted->passed) << accepted->detail;
    auto wrong = right;
    for (const std::size_t row : {4990, 4100, 4000}) {
      wrong[row * 300 + 7] = std::numeric_limits<double>::quiet_NaN();
      CopiedOutput bad(wrong);
      const auto refused = check(problem, recipe, bad);
      ASSERT_TRUE(refused);
      EXPECT_FALSE(refused->passed);
      EXPECT_EQ(refused->detail.find("C[" + std::to_string(row) + "][7] is nan"), 0U)
          << refused->detail;
    }
  }
  CopiedOutput good(right);
  EXPECT_EQ(matmul::verify_freivalds(problem, recipe, good)->elements_checked, 5000 * 300);
}

TEST(MatmulCpu, real_data_is_held_to_the_stated_tolerance) {
  const Problem problem = gemm(DType::kF32, 300, 300, 300);
  const InputRecipe recipe{DataPattern::kUniform, 2};
  const auto right = product_by_definition(problem, recipe);
  CopiedOutput good(right);
  EXPECT_TRUE(matmul::verify_sampled(problem, recipe, good)->passed);
  // (|A||B|)_ij is about k/4 for uniform data: 3 k u k/4 is three times the tolerance.
  auto wrong = right;
  wrong[0] += 3 * 300.0 * 0x1p-24 * 300.0 / 4;
  CopiedOutput bad(wrong);
  EXPECT_FALSE(matmul::verify_sampled(problem, recipe, bad)->passed);
}

// Between the rows and columns that are checked whole: each tile has an element that is checked.
TEST(MatmulCpu, of_real_data_no_tile_is_wrong_unseen) {
  constexpr std::int64_t kSide = 500;
  const Problem problem = gemm(DType::kF32, kSide, kSide, 50);
  const InputRecipe recipe{DataPattern::kUniform, 2};
  const auto right = product_by_definition(problem, recipe);
  CopiedOutput good(right);
  EXPECT_TRUE(matmul::verify_sampled(problem, recipe, good)->passed);
  // Tiles without a row or column of those that are checked whole: 0, 166, 332 and 499.
  for (const std::int64_t row : {64, 192, 256, 384}) {
    for (const std::int64_t column : {64, 192, 256, 384}) {
      auto wrong = right;
      for (std::int64_t i = row; i < row + 64; ++i) {
        for (std::int64_t j = column; j < column + 64; ++j) {
          wrong[static_cast<std::size_t>(i * kSide + j)] += 1;
        }
      }
      CopiedOutput bad(wrong);
      EXPECT_FALSE(matmul::verify_sampled(problem, recipe, bad)->passed) << row << ", " << column;
    }
  }
}

// Every type's tolerance lets rounding in f32 pass and finds one product that is missing.
TEST(MatmulCpu, tolerance_of_each_type_separates_rounding_from_faults) {
  for (const auto& row : kDTypes) {
    const Problem problem = gemm(row.dtype, 40, 40, 512);
    const InputRecipe recipe{DataPattern::kUniform, 9};
    auto values = product_by_definition(problem, recipe);
    if (row.dtype != DType::kF64 && row.dtype != DType::kInt8) {
      for (auto& value : values) value = static_cast<double>(static_cast<float>(value));
    }
    CopiedOutput good(values);
    const auto accepted = matmul::verify_gemm(problem, recipe, good);
    ASSERT_TRUE(accepted);
    EXPECT_TRUE(accepted->passed) << row.name << ": " << accepted->detail;
    // fp8 accumulators are coarse: there, what must be found is a lost step of 64 products.
    const bool is_coarse = row.dtype == DType::kFp8E4m3;
    double lost = 0;
    const std::uint64_t lost_steps = is_coarse ? 64 : 1;
    for (std::uint64_t l = 0; l < lost_steps; ++l) {
      lost += input_stored(row.dtype, recipe, 0, 3ULL * 512 + l) *
              input_stored(row.dtype, recipe, 1, l * 40 + 7);
    }
    values[3 * 40 + 7] -= lost;
    CopiedOutput bad(values);
    EXPECT_FALSE(matmul::verify_gemm(problem, recipe, bad)->passed) << row.name;
  }
}

// What FP8 tensor cores do: 32 products and the accumulator, each cut to 2^-13 of the largest.
double coarse_inner_product(const Problem& problem, const InputRecipe& recipe, std::uint64_t i,
                            std::uint64_t j) {
  const auto [m, n, k] = matmul::shape_of(problem);
  double sum = 0;
  for (std::int64_t first = 0; first < k; first += 32) {
    std::vector<double> terms{sum};
    for (std::int64_t l = first; l < std::min(k, first + 32); ++l) {
      const auto at = static_cast<std::uint64_t>(l);
      terms.push_back(
          input_stored(problem.dtype, recipe, 0, i * static_cast<std::uint64_t>(k) + at) *
          input_stored(problem.dtype, recipe, 1, at * static_cast<std::uint64_t>(n) + j));
    }
    double largest = 0;
    for (const double term : terms) largest = std::max(largest, std::fabs(term));
    if (largest == 0) continue;
    const double unit = std::ldexp(1.0, std::ilogb(largest) - 13);
    sum = 0;
    for (const double term : terms) sum += std::trunc(term / unit) * unit;
  }
  return sum;
}

TEST(MatmulCpu, fourteen_bit_accumulation_passes_as_fp8_and_is_exact_on_small_integers) {
  for (const std::int64_t k : {1, 31, 32, 33, 512, 8192}) {
    for (const auto pattern : {DataPattern::kUniform, DataPattern::kNormal, DataPattern::kConstant,
                               DataPattern::kSmallIntegers}) {
      const Problem problem = gemm(DType::kFp8E4m3, 4, 8, k);
      const InputRecipe recipe{pattern, 3};
      std::vector<double> values;
      for (std::uint64_t i = 0; i < 4; ++i) {
        for (std::uint64_t j = 0; j < 8; ++j) {
          values.push_back(coarse_inner_product(problem, recipe, i, j));
        }
      }
      if (pattern == DataPattern::kSmallIntegers) {
        EXPECT_EQ(values, product_by_definition(problem, recipe)) << k;
      }
      CopiedOutput output(values);
      const auto verified = matmul::verify_gemm(problem, recipe, output);
      EXPECT_TRUE(verified->passed) << k << " " << name_of(pattern) << ": " << verified->detail;
      EXPECT_LT(verified->max_error, 0.75) << k << " " << name_of(pattern);
    }
  }
}

// Exact data leaves no room for an error: one product of thousands, or one unit, is found even in
// fp8, whose rounding alone would be let off with more than that.
TEST(MatmulCpu, one_lost_product_of_small_integers_is_found_in_every_type) {
  for (const auto& row : kDTypes) {
    const Problem problem = gemm(row.dtype, 4, 8, 4096);
    const InputRecipe recipe{DataPattern::kSmallIntegers, 5};
    const auto right = product_by_definition(problem, recipe);
    CopiedOutput good(right);
    EXPECT_TRUE(matmul::verify_gemm(problem, recipe, good)->passed) << row.name;
    for (const std::uint64_t l : {0U, 2047U, 4095U}) {
      auto values = right;
      values[2 * 8 + 3] -= input_stored(row.dtype, recipe, 0, 2ULL * 4096 + l) *
                           input_stored(row.dtype, recipe, 1, l * 8 + 3);
      CopiedOutput bad(std::move(values));
      EXPECT_FALSE(matmul::verify_gemm(problem, recipe, bad)->passed) << row.name << " " << l;
    }
  }
}

Problem grouped(std::int64_t groups, std::int64_t m, std::int64_t n, std::int64_t k) {
  return {"matmul.grouped", DType::kF32, {{"groups", groups}, {"m", m}, {"n", n}, {"k", k}}};
}

TEST(MatmulCpu, grouped_products_are_right_at_random_shapes_and_faults_found) {
  for (int draw = 0; draw < 12; ++draw) {
    test::expect_right(grouped(test::pick(draw, 0, 5), test::pick(draw, 1, 20),
                               test::pick(draw, 2, 70), test::pick(draw, 3, 300)),
                       {DataPattern::kUniform, DataPattern::kSmallIntegers});
  }
  test::expect_faults_found(grouped(3, 5, 33, 40), 1e-4);
  test::expect_faults_found(test::as(DType::kF16, grouped(3, 5, 33, 40)), 1e-4);
  const Work work = find_kernel_spec("matmul.grouped")->work(grouped(7, 2, 3, 5));
  EXPECT_EQ(work.flops, Flops(7 * 60));
  EXPECT_EQ(work.read, Bytes(7 * (10 + 15) * 4));
  EXPECT_EQ(work.written, Bytes(7 * 6 * 4));
}

// Every group against the product of its own operands, which lie one after the other.
// More than are taken together, and a rest.
TEST(MatmulCpu, many_rows_are_ours_where_no_library_takes_them) {
  for (const auto& variant : test::cpu_session().variants()) {
    if (variant.name != "skinny") continue;
    const bool is_grouped = variant.spec->id == "matmul.grouped";
    for (const DType dtype : variant.dtypes) {
      Problem problem = gemm(dtype, 521, 45, 67);
      if (is_grouped) {
        problem = {"matmul.grouped", dtype, {{"groups", 3}, {"m", 300}, {"n", 45}, {"k", 67}}};
      }
      SCOPED_TRACE(problem.key());
      const InputRecipe recipe{DataPattern::kUniform, 3};
      auto kernel = test::cpu_session().prepare(variant, problem, {1, recipe});
      const bool is_for_us = is_grouped || dtype == DType::kF16 || dtype == DType::kFp8E4m3;
      if (!kernel) {
        EXPECT_FALSE(is_for_us);
        EXPECT_NE(kernel.error().message.find("use a library for more rows"), std::string::npos);
        continue;
      }
      EXPECT_TRUE(is_for_us || dtype == DType::kBf16);  // bf16: as the CPU's libraries have it
      ASSERT_TRUE((*kernel)->enqueue(0));
      const auto v = variant.spec->verify(problem, recipe, (*kernel)->output(0));
      ASSERT_TRUE(v);
      EXPECT_TRUE(v->passed) << v->detail;
    }
  }
}

TEST(MatmulCpu, the_oracle_of_groups_follows_the_definition) {
  const InputRecipe recipe{DataPattern::kUniform, 6};
  std::vector<double> c;
  for (std::uint64_t g = 0; g < 2; ++g) {
    for (std::uint64_t i = 0; i < 3; ++i) {
      for (std::uint64_t j = 0; j < 4; ++j) {
        double sum = 0;
        for (std::uint64_t l = 0; l < 5; ++l) {
          sum += static_cast<double>(input_value(recipe, 0, (g * 3 + i) * 5 + l)) *
                 static_cast<double>(input_value(recipe, 1, (g * 5 + l) * 4 + j));
        }
        c.push_back(sum);
      }
    }
  }
  CopiedOutput output(c);
  EXPECT_TRUE(matmul::verify_grouped(grouped(2, 3, 4, 5), recipe, output)->passed);
}

TEST(MatmulCpu, work_counts_multiply_and_add) {
  const Work work = find_kernel_spec("matmul.gemm")->work(gemm(DType::kBf16, 2, 3, 5));
  EXPECT_EQ(work.flops, Flops(60));
  EXPECT_EQ(work.read, Bytes((10 + 15) * 2));
  EXPECT_EQ(work.written, Bytes(6 * 4));
}

}  // namespace
}  // namespace fleetmark
