// SPDX-License-Identifier: Apache-2.0
#include "harness/cost/distribution.h"

#include <gtest/gtest.h>

#include <cmath>

#include "harness/cost/draws.h"
#include "tests/harness/cost/cost_builders.h"

namespace fleetmark::cost {
namespace {

constexpr double kZ90 = 1.2815515655446004;

TEST(Distribution, the_normal_quantile_inverts_the_distribution_function) {
  EXPECT_DOUBLE_EQ(normal_quantile(0.5), 0);
  EXPECT_NEAR(normal_quantile(0.9), kZ90, 1e-15);
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-15);
  EXPECT_NEAR(normal_quantile(0.001), -3.090232306167813, 1e-14);
  EXPECT_NEAR(normal_quantile(1e-9), -5.997807015007686, 1e-13);
  for (int i = 1; i < 1000; ++i) {
    const double u = i / 1000.0;
    EXPECT_NEAR(normal_cdf(normal_quantile(u)), u, 2e-15) << u;
  }
  for (const double u : {1e-6, 1e-12, 1e-15, 1e-50}) {
    EXPECT_NEAR(normal_cdf(normal_quantile(u)) / u, 1, 1e-11) << u;
  }
}

void expect_quantiles(const Distribution& d, double p10, double p50, double p90) {
  EXPECT_NEAR(d.at(-kZ90), p10, 1e-12 * p50);
  EXPECT_NEAR(d.at(0), p50, 1e-12 * p50);
  EXPECT_NEAR(d.at(kZ90), p90, 1e-12 * p50);
  EXPECT_NEAR(d.low(), p10, 1e-12 * p50);
  EXPECT_NEAR(d.high(), p90, 1e-12 * p50);
}

TEST(Distribution, each_shape_has_the_quantiles_that_it_was_made_of) {
  expect_quantiles(Distribution::lognormal(20, 30, 70), 20, 30, 70);
  expect_quantiles(Distribution::share(0.3, 0.6, 0.85), 0.3, 0.6, 0.85);
  expect_quantiles(Distribution::normal(1.2, 1.3, 1.5, 1, 5), 1.2, 1.3, 1.5);
  const auto fixed = Distribution::fixed(7);
  EXPECT_TRUE(fixed.is_fixed());
  expect_quantiles(fixed, 7, 7, 7);
}

TEST(Distribution, a_triangle_has_its_mean_and_its_ends) {
  const auto triangle = Distribution::triangle(1, 2, 6);
  constexpr int kCount = 200'000;
  double mean = 0;
  for (int i = 0; i < kCount; ++i) {
    mean += triangle.at(normal_quantile((i + 0.5) / kCount)) / kCount;
  }
  EXPECT_NEAR(mean, (1 + 2 + 6) / 3.0, 1e-5);
  EXPECT_NEAR(triangle.at(-8), 1, 1e-4);
  EXPECT_NEAR(triangle.at(8), 6, 1e-4);
  EXPECT_DOUBLE_EQ(triangle.low(), 1);
  EXPECT_DOUBLE_EQ(triangle.high(), 6);
}

TEST(Distribution, no_draw_leaves_what_is_possible) {
  const auto pue = Distribution::of({test::figure(1.1, "1"), 1.05, 1.5}, 1, 5);
  const auto share = Distribution::of({test::figure(0.9, "1"), 0.5, 0.99}, 0.01, 1);
  const auto none = Distribution::of({test::figure(0, "1"), 0, 0.3}, 0, 1);
  for (const double z : {-6.0, -2.0, 0.0, 2.0, 6.0}) {
    EXPECT_GE(pue.at(z), 1);
    EXPECT_GT(share.at(z), 0);
    EXPECT_LT(share.at(z), 1);
    EXPECT_GE(none.at(z), 0);
    EXPECT_LE(none.at(z), 1);
  }
  EXPECT_DOUBLE_EQ(none.at(-1), 0);
  EXPECT_NEAR(none.at(kZ90), 0.3, 1e-15);
}

// A count whose range spans decades has no mass at its bound: one engineer for every device would
// be the dearest staff there is.
TEST(Distribution, wide_ranges_are_wide_in_ratio) {
  const auto devices = Distribution::of({test::figure(600, "devices"), 200, 2000}, 1, 1e6);
  EXPECT_GT(devices.at(-3), 40);
  EXPECT_LT(devices.at(3), 11'000);
}

TEST(Distribution, an_input_says_what_its_range_means) {
  Input input{test::figure(3, "USD"), 2, 6};
  EXPECT_NEAR(Distribution::of(input, 0, 100).at(kZ90), 6, 1e-12);
  input.range = RangeKind::kMinMax;
  EXPECT_LT(Distribution::of(input, 0, 100).at(kZ90), 6);
  EXPECT_DOUBLE_EQ(Distribution::of(input, 0, 100).high(), 6);
  input.low.reset();
  input.high.reset();
  EXPECT_TRUE(Distribution::of(input, 0, 100).is_fixed());
}

}  // namespace
}  // namespace fleetmark::cost
