// SPDX-License-Identifier: Apache-2.0
// Every CPU variant of the gather family at odd sizes, work by hand, and faults planted in right
// answers.
#include <gtest/gtest.h>

#include <limits>

#include "kernels/gather/gather_spec.h"
#include "tests/support/cpu_session.h"
#include "tests/support/faulty_reader.h"
#include "tests/support/kernel_checks.h"

namespace fleetmark {
namespace {

Problem rows(std::int64_t rows, std::int64_t table_rows, std::int64_t row_bytes) {
  return Problem{"gather.rows",
                 DType::kF32,
                 {{"rows", rows}, {"table_rows", table_rows}, {"row_bytes", row_bytes}}};
}
Problem strided(DType dtype, std::int64_t n, std::int64_t stride) {
  return Problem{"gather.strided", dtype, {{"n", n}, {"stride", stride}}};
}

void expect_right(const KernelVariant& variant, const Problem& problem) {
  for (const auto pattern : {DataPattern::kUniform, DataPattern::kSmallIntegers}) {
    const InputRecipe recipe{pattern, 5};
    auto kernel = test::cpu_session().prepare(variant, problem, {2, recipe});
    if (!kernel && kernel.error().code == ErrorCode::kNotSupported) continue;
    ASSERT_TRUE(kernel) << kernel.error().message;
    ASSERT_TRUE((*kernel)->enqueue(1));
    const auto v = variant.spec->verify(problem, recipe, (*kernel)->output(1));
    ASSERT_TRUE(v);
    EXPECT_TRUE(v->passed) << problem.key() << " " << variant.name << ": " << v->detail;
    // The other set was not computed: it still holds poison.
    EXPECT_FALSE(variant.spec->verify(problem, recipe, (*kernel)->output(0))->passed);
  }
}

TEST(GatherCpu, every_variant_is_right_at_odd_sizes) {
  int variants = 0;
  for (const auto& variant : test::cpu_session().variants()) {
    if (variant.spec->id == "gather.rows") {
      ++variants;
      for (const std::int64_t row_bytes : {4, 12, 16, 64, 68, 1024, 4096}) {
        expect_right(variant, rows(1, 1, row_bytes));
        expect_right(variant, rows(3, 1000, row_bytes));
        expect_right(variant, rows(997, 61, row_bytes));
      }
    }
    if (variant.spec->id == "gather.strided") {
      ++variants;
      for (const DType dtype : variant.dtypes) {
        for (const std::int64_t stride : {1, 2, 33}) {
          for (const std::int64_t n : {1, 1023, 4099}) {
            expect_right(variant, strided(dtype, n, stride));
          }
        }
      }
    }
  }
  EXPECT_EQ(variants, 3);
}

TEST(GatherCpu, bytes_are_rows_and_indices) {
  const KernelSpec& spec = *find_kernel_spec("gather.rows");
  const Problem problem = rows(10, 100, 64);
  EXPECT_EQ(spec.work(problem).read, Bytes(10 * (64 + 4)));
  EXPECT_EQ(spec.work(problem).written, Bytes(640));
  EXPECT_EQ(spec.footprint(problem), Bytes(6400 + 640 + 40));
  const Work one_of_each_stride =
      find_kernel_spec("gather.strided")->work(strided(DType::kF64, 7, 16));
  EXPECT_EQ(one_of_each_stride.read, Bytes(56));
  EXPECT_EQ(one_of_each_stride.written, Bytes(56));
}

TEST(GatherCpu, indices_cover_the_table_evenly) {
  constexpr std::uint64_t kTable = 16;
  std::array<int, kTable> counts{};
  for (std::uint64_t r = 0; r < 16000; ++r) ++counts[gather::row_index({}, r, kTable)];
  // Binomial: mean 1000, standard deviation 30.6; five of them.
  for (const int count : counts) EXPECT_NEAR(count, 1000, 155);
  EXPECT_LT(gather::row_index({}, 12345, 0xFFFFFFFFULL), 0xFFFFFFFFU);
}

TEST(GatherCpu, planted_faults_are_found) {
  const Problem problem = rows(50, 40, 64);
  const InputRecipe recipe{DataPattern::kSmallIntegers, 2};
  for (const auto& variant : test::cpu_session().variants()) {
    if (variant.spec->id != "gather.rows") continue;
    auto kernel = test::cpu_session().prepare(variant, problem, {1, recipe});
    ASSERT_TRUE(kernel);
    ASSERT_TRUE((*kernel)->enqueue(0));
    const auto right = test::read_all((*kernel)->output(0));
    const auto is_refused = [&](std::vector<double> values) {
      test::CopiedOutput output(std::move(values));
      return !variant.spec->verify(problem, recipe, output)->passed;
    };
    EXPECT_FALSE(is_refused(right));
    auto wrong_row = right;  // row 7 holds what row 8 should
    for (std::size_t j = 0; j < 16; ++j) wrong_row.at(7 * 16 + j) = right.at(8 * 16 + j);
    EXPECT_TRUE(is_refused(wrong_row));
    auto skipped = right;
    skipped.back() = std::numeric_limits<double>::quiet_NaN();
    EXPECT_TRUE(is_refused(skipped));
    EXPECT_TRUE(is_refused({right.begin(), right.end() - 1}));
  }
}

Problem pool(std::int64_t bags, std::int64_t per_bag, std::int64_t table_rows, std::int64_t width) {
  return {"gather.pool",
          DType::kF32,
          {{"bags", bags}, {"per_bag", per_bag}, {"table_rows", table_rows}, {"width", width}}};
}

TEST(GatherCpu, pooled_rows_are_right_at_random_shapes_and_faults_found) {
  for (int draw = 0; draw < 16; ++draw) {
    test::expect_right(pool(test::pick(draw, 0, 40), test::pick(draw, 1, 30),
                            test::pick(draw, 2, 200), test::pick(draw, 3, 150)),
                       {DataPattern::kUniform, DataPattern::kSmallIntegers});
  }
  test::expect_right(pool(4, 19, 30, 530), {DataPattern::kUniform});  // several passes
  test::expect_faults_found(pool(20, 7, 50, 33), 1e-5);
  test::expect_faults_found(test::as(DType::kF16, pool(20, 7, 50, 33)), 1e-3);
  const Work work = find_kernel_spec("gather.pool")->work(pool(10, 4, 99, 16));
  EXPECT_EQ(work.read, Bytes(10 * 4 * (16 * 4 + 8)));
  EXPECT_EQ(work.written, Bytes(10 * 16 * 4));
  EXPECT_EQ(work.flops, Flops(2 * 10 * 4 * 16));
}

// One row of two, taken with weights: worked out by hand from the formula of the inputs.
TEST(GatherCpu, the_oracle_of_pooling_follows_the_definition) {
  const InputRecipe recipe{DataPattern::kUniform, 4};
  std::vector<double> sum(3);
  for (std::uint64_t j = 0; j < 2; ++j) {
    for (std::uint64_t c = 0; c < 3; ++c) {
      const double weight = input_value(recipe, 2, j);
      sum[c] += weight * static_cast<double>(input_value(
                             recipe, 0, gather::row_index(recipe, j, 5) * std::uint64_t{3} + c));
    }
  }
  test::CopiedOutput output(sum);
  EXPECT_TRUE(find_kernel_spec("gather.pool")->verify(pool(1, 2, 5, 3), recipe, output)->passed);
}

TEST(GatherCpu, unfit_rows_are_not_supported) {
  for (const auto& variant : test::cpu_session().variants()) {
    if (variant.spec->id != "gather.rows") continue;
    for (const auto& problem : {rows(1, 1, 6), rows(1, 1LL << 32, 4)}) {
      const auto kernel = test::cpu_session().prepare(variant, problem, {});
      ASSERT_FALSE(kernel);
    }
  }
}

TEST(GatherCpu, strides_that_lead_nowhere_are_not_supported) {
  for (const auto& problem :
       {strided(DType::kF64, 0, 2), strided(DType::kF64, 5, 0), strided(DType::kF32, 5, -1),
        strided(DType::kF32, 1 << 20, 1 << 21)}) {
    const auto shape = gather::checked_strided_shape(problem);
    ASSERT_FALSE(shape) << problem.key();
    EXPECT_EQ(shape.error().code, ErrorCode::kNotSupported);
  }
  EXPECT_TRUE(gather::checked_strided_shape(strided(DType::kF64, 1, 1)));
}

}  // namespace
}  // namespace fleetmark
