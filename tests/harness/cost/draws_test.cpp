// SPDX-License-Identifier: Apache-2.0
#include "harness/cost/draws.h"

#include <gtest/gtest.h>

#include <cmath>

namespace fleetmark::cost {
namespace {

constexpr std::size_t kCount = 100'000;

TEST(Draws, are_uniform_and_the_same_for_a_seed) {
  double mean = 0;
  double square = 0;
  for (std::size_t i = 0; i < kCount; ++i) {
    const double u = uniform_draw(1, 2, i);
    ASSERT_GT(u, 0);
    ASSERT_LT(u, 1);
    mean += u / kCount;
    square += u * u / kCount;
  }
  // Standard errors: 1 / sqrt(12 n) and sqrt(4 / 45 / n).
  EXPECT_NEAR(mean, 0.5, 3 * std::sqrt(1.0 / 12 / kCount));
  EXPECT_NEAR(square, 1.0 / 3, 3 * std::sqrt(4.0 / 45 / kCount));
  EXPECT_EQ(uniform_draw(1, 2, 7), uniform_draw(1, 2, 7));
  EXPECT_NE(uniform_draw(1, 2, 7), uniform_draw(2, 2, 7));
  EXPECT_NE(uniform_draw(1, 2, 7), uniform_draw(1, 3, 7));
}

TEST(Draws, streams_know_nothing_of_each_other) {
  const auto a = normal_draws(1, "inputs.pue", kCount);
  const auto b = normal_draws(1, "inputs.power_price", kCount);
  EXPECT_NEAR(correlation(a, b), 0, 3 / std::sqrt(kCount));
  const std::vector<double> first(a.begin(), a.end() - 1);
  const std::vector<double> next(a.begin() + 1, a.end());
  EXPECT_NEAR(correlation(first, next), 0, 3 / std::sqrt(kCount));
  const auto shorter = normal_draws(1, "inputs.pue", 10);
  EXPECT_TRUE(std::equal(shorter.begin(), shorter.end(), a.begin()));
}

TEST(Draws, normal_draws_have_normal_quantiles) {
  const auto found = quantiles_of(normal_draws(3, "x", kCount), {0.1, 0.5, 0.9});
  // Standard error of a quantile: sqrt(p (1 - p) / n) / density.
  EXPECT_NEAR(found[0], -1.28155, 3 * 0.3 / 0.1755 / std::sqrt(kCount));
  EXPECT_NEAR(found[1], 0, 3 * 0.5 / 0.3989 / std::sqrt(kCount));
  EXPECT_NEAR(found[2], 1.28155, 3 * 0.3 / 0.1755 / std::sqrt(kCount));
}

TEST(Draws, quantiles_lie_between_neighbours) {
  const auto found = quantiles_of({4, 1, 3, 2, 5}, {0, 0.25, 0.5, 0.9, 1});
  EXPECT_EQ(found, (std::vector<double>{1, 2, 3, 4.6, 5}));
  EXPECT_EQ(quantiles_of({7}, {0.1, 0.9}), (std::vector<double>{7, 7}));
}

TEST(Draws, ranks_and_correlation) {
  EXPECT_EQ(ranks_of({3, 1, 2}), (std::vector<double>{2, 0, 1}));
  EXPECT_DOUBLE_EQ(correlation({1, 2, 3}, {2, 4, 6}), 1);
  EXPECT_DOUBLE_EQ(correlation({1, 2, 3}, {3, 2, 1}), -1);
  EXPECT_DOUBLE_EQ(correlation({1, 1, 1}, {3, 2, 1}), 0);
  // Spearman's of a monotonic curve is 1, Pearson's is not.
  const std::vector<double> x{1, 2, 3, 4};
  const std::vector<double> y{1, 10, 100, 1000};
  EXPECT_LT(correlation(x, y), 0.95);
  EXPECT_DOUBLE_EQ(correlation(ranks_of(x), ranks_of(y)), 1);
}

}  // namespace
}  // namespace fleetmark::cost
