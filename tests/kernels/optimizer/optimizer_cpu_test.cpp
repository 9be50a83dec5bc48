// SPDX-License-Identifier: Apache-2.0
// AdamW over random sizes, its oracle against the published rule by hand, and planted faults.
#include <cmath>

#include "kernels/optimizer/optimizer_spec.h"
#include "tests/support/kernel_checks.h"
#include "tests/support/planted_reader.h"

namespace fleetmark {
namespace {

Problem adamw(std::int64_t n) { return {"optimizer.adamw", DType::kF32, {{"n", n}}}; }

TEST(OptimizerCpu, adamw_is_right_at_random_sizes) {
  for (int draw = 0; draw < 10; ++draw) {
    test::expect_right(adamw(test::pick(draw, 0, 9000)),
                       {DataPattern::kUniform, DataPattern::kNormal, DataPattern::kSmallIntegers});
  }
  test::expect_right(adamw(5), {DataPattern::kConstant});
}

// Everything 1: moments stay 1, and the step is rate ((1 / c1) / sqrt(1 / c2) + decay).
TEST(OptimizerCpu, the_oracle_follows_the_published_rule) {
  const double c1 = 1 - std::pow(0.9, 10);
  const double c2 = 1 - std::pow(0.95, 10);
  const double weight = 1 - 1e-3 * ((1 / c1) / (std::sqrt(1 / c2) + 1e-8) + 0.1);
  const Problem problem = adamw(2);
  const auto accepts = [&](double value) {
    test::CopiedOutput output({value, value, 1, 1, 1, 1});
    return find_kernel_spec(problem.kernel)
        ->verify(problem, {DataPattern::kConstant, 1}, output)
        ->passed;
  };
  EXPECT_TRUE(accepts(weight));
  EXPECT_FALSE(accepts(weight + 1e-6));
  EXPECT_FALSE(accepts(1));
}

TEST(OptimizerCpu, planted_faults_are_found) {
  test::expect_faults_found(adamw(77), 1e-5);
  test::expect_faults_found(test::as(DType::kF16, adamw(77)), 1e-3);
}

// Beyond 2^24 elements every third is compared. Of zeros nothing but zeros comes.
TEST(OptimizerCpu, elements_that_are_not_compared_are_held_to_what_can_be) {
  constexpr std::int64_t kN = (1 << 24) + 3;
  const Problem problem = adamw(kN);
  const auto is_accepted = [&](std::int64_t at, double planted) {
    test::PlantedOutput output(3 * kN, 0, at, planted);
    return find_kernel_spec(problem.kernel)
        ->verify(problem, {DataPattern::kZeros, 1}, output)
        ->passed;
  };
  EXPECT_TRUE(is_accepted(1, 0));
  for (const std::int64_t array : {0, 1, 2}) EXPECT_FALSE(is_accepted(array * kN + 1, 5)) << array;
}

TEST(OptimizerCpu, work_counts_moments_and_the_narrow_copy) {
  Problem problem = adamw(10);
  const KernelSpec& spec = *find_kernel_spec("optimizer.adamw");
  EXPECT_EQ(spec.work(problem).read, Bytes(160));
  EXPECT_EQ(spec.work(problem).written, Bytes(120));
  problem.dtype = DType::kBf16;
  EXPECT_EQ(spec.work(problem).read, Bytes(140));
  EXPECT_EQ(spec.work(problem).written, Bytes(140));
  EXPECT_EQ(spec.work(problem).flops, Flops(120));
}

}  // namespace
}  // namespace fleetmark
