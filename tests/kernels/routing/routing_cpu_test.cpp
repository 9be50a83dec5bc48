// SPDX-License-Identifier: Apache-2.0
// Top-k routing over random shapes, with many equal logits, and planted faults.
#include <cmath>

#include "kernels/routing/routing_spec.h"
#include "tests/support/kernel_checks.h"

namespace fleetmark {
namespace {

Problem top_k(std::int64_t rows, std::int64_t experts, std::int64_t k) {
  return {"routing.top_k", DType::kF32, {{"rows", rows}, {"experts", experts}, {"k", k}}};
}

TEST(RoutingCpu, top_k_is_right_at_random_shapes_and_with_equal_logits) {
  for (int draw = 0; draw < 16; ++draw) {
    const std::int64_t experts = test::pick(draw, 0, 260);
    test::expect_right(top_k(test::pick(draw, 1, 40), experts,
                             test::pick(draw, 2, std::min<std::int64_t>(experts, 12))),
                       {DataPattern::kUniform, DataPattern::kNormal, DataPattern::kSmallIntegers});
  }
  test::expect_right(top_k(3, 9, 9), {DataPattern::kUniform, DataPattern::kConstant});
}

// Equal logits: the first experts, in order, with equal weights.
TEST(RoutingCpu, the_oracle_breaks_ties_by_index) {
  const Problem problem = top_k(2, 5, 2);
  const auto accepts = [&](std::vector<double> values) {
    test::CopiedOutput output(std::move(values));
    return find_kernel_spec(problem.kernel)
        ->verify(problem, {DataPattern::kConstant, 1}, output)
        ->passed;
  };
  EXPECT_TRUE(accepts({0, 1, 0, 1, 0.5, 0.5, 0.5, 0.5}));
  EXPECT_FALSE(accepts({0, 1, 0, 2, 0.5, 0.5, 0.5, 0.5}));
  EXPECT_FALSE(accepts({0, 1, 1, 0, 0.5, 0.5, 0.5, 0.5}));
}

TEST(RoutingCpu, planted_faults_are_found) { test::expect_faults_found(top_k(7, 31, 4), 1e-5); }

TEST(RoutingCpu, work_is_that_of_the_definition) {
  const Work work = find_kernel_spec("routing.top_k")->work(top_k(10, 64, 8));
  EXPECT_EQ(work.read, Bytes(4 * 640));
  EXPECT_EQ(work.written, Bytes(8 * 80));
  EXPECT_EQ(work.flops, Flops(640 + 4 * 80));
  EXPECT_FALSE(routing::checked_shape(top_k(1, 4, 5)));
}

}  // namespace
}  // namespace fleetmark
