// SPDX-License-Identifier: Apache-2.0
// Moments of the draws, and that seeds and streams are told apart.
#include "harness/compare/seeded_draws.h"

#include <gtest/gtest.h>

#include <cmath>

namespace fleetmark::compare {
namespace {

TEST(SeededDraws, draws_have_the_moments_they_claim) {
  SeededDraws random(3);
  double normal = 0;
  double squares = 0;
  double student = 0;
  double uniform = 0;
  double skew = 0;
  double skew_squares = 0;
  constexpr int kDraws = 200000;
  for (int i = 0; i < kDraws; ++i) {
    const double z = random.normal();
    const double t = random.student(5) / std::sqrt(5.0 / 3.0);
    const double u = random.uniform();
    const double s = random.skew_normal(-3);
    ASSERT_TRUE(u > 0 && u < 1);
    skew += s / kDraws;
    skew_squares += s * s / kDraws;
    normal += z / kDraws;
    squares += z * z / kDraws;
    student += t * t / kDraws;
    uniform += u / kDraws;
  }
  EXPECT_NEAR(normal, 0, 0.01);
  EXPECT_NEAR(squares, 1, 0.02);
  EXPECT_NEAR(student, 1, 0.05);
  EXPECT_NEAR(uniform, 0.5, 0.005);
  EXPECT_NEAR(skew, 0, 0.01);
  EXPECT_NEAR(skew_squares, 1, 0.02);
}

TEST(SeededDraws, streams_and_seeds_differ) {
  EXPECT_NE(SeededDraws(1, 0).uniform(), SeededDraws(1, 1).uniform());
  EXPECT_NE(SeededDraws(1, 0).uniform(), SeededDraws(2, 0).uniform());
}

// As published with the generator: SplitMix64 of seed 1234567 begins so.
TEST(SeededDraws, bits_are_those_of_splitmix64) {
  SeededDraws draws(1234567);
  EXPECT_EQ(draws.next(), 6457827717110365317ULL);
  EXPECT_EQ(draws.next(), 3203168211198807973ULL);
}

}  // namespace
}  // namespace fleetmark::compare
