// SPDX-License-Identifier: Apache-2.0
// Empty where HiGHS was not found.
#ifdef FLEETMARK_HIGHS
#include "harness/io/highs_solver.h"

#include <gtest/gtest.h>

#include "harness/fleet/plan_model.h"
#include "harness/io/cbc_solver.h"
#include "tests/harness/fleet/two_sites.h"

namespace fleetmark::io {
namespace {

using fleet::Milp;
using fleet::SolveLimits;
using fleet::SolveStatus;

constexpr SolveLimits kHighsToTheEnd{.gap = 0, .seconds = 60, .most_nodes = 100'000};

TEST(HighsSolver, agrees_with_cbc_on_random_plans) {
  test::TwoSites sites(4);
  int solved = 0;
  for (int i = 0; i < 20; ++i) {
    const Milp milp = fleet::plan_model(sites.draw()).milp;
    const auto cbc = CbcSolver().solve(milp, kHighsToTheEnd);
    const auto highs = HighsSolver().solve(milp, kHighsToTheEnd);
    ASSERT_EQ(highs.status, cbc.status) << i;
    const auto relaxation = HighsSolver().linear_optimum(milp);
    ASSERT_TRUE(relaxation || !highs.has_values()) << i;
    if (!highs.has_values()) continue;
    ++solved;
    EXPECT_NEAR(highs.objective / cbc.objective, 1, 1e-6) << i;
    EXPECT_NEAR(highs.bound / cbc.objective, 1, 1e-6) << i;
    EXPECT_LT(fleet::breach(milp, highs.values), 1e-5) << i;
    EXPECT_NEAR(relaxation->objective / CbcSolver().linear_optimum(milp)->objective, 1, 1e-9);
    // From the other's plan it ends at the same cost.
    const auto again = HighsSolver().solve(milp, kHighsToTheEnd, cbc.values);
    EXPECT_NEAR(again.objective / cbc.objective, 1, 1e-6) << i;
  }
  EXPECT_GT(solved, 12);
}

// max 5 x + 4 y with 6 x + 4 y <= 24, x + 2 y <= 6: 21 at (3, 1.5); the next unit of the first row
// is worth 3/4, of the second 1/2.
TEST(HighsSolver, prices_of_rows_have_the_sign_of_cbc) {
  Milp milp;
  const int x = milp.add_column({"x", -5});
  const int y = milp.add_column({"y", -4});
  milp.add_row({"first", {{x, 6}, {y, 4}}, -fleet::kUnbounded, 24});
  milp.add_row({"second", {{x, 1}, {y, 2}}, -fleet::kUnbounded, 6});
  const auto optimum = HighsSolver().linear_optimum(milp);
  ASSERT_TRUE(optimum);
  EXPECT_NEAR(optimum->row_prices[0], -0.75, 1e-9);
  EXPECT_NEAR(optimum->row_prices[1], -0.5, 1e-9);
  EXPECT_EQ(optimum->row_prices, CbcSolver().linear_optimum(milp)->row_prices);
}

TEST(HighsSolver, infeasible_endless_and_empty_programs_are_told_apart) {
  Milp milp;
  milp.add_column({.name = "x", .cost = -1, .is_integer = true});
  EXPECT_EQ(HighsSolver().solve(milp, kHighsToTheEnd).status, SolveStatus::kNoMinimum);
  milp.add_row({"least", {{0, 1}}, 3, kHighsToTheEnd.seconds});
  milp.add_row({"most", {{0, 1}}, -fleet::kUnbounded, 2});
  EXPECT_EQ(HighsSolver().solve(milp, kHighsToTheEnd).status, SolveStatus::kInfeasible);
  Milp empty;
  EXPECT_EQ(HighsSolver().solve(empty, kHighsToTheEnd).status, SolveStatus::kDone);
  empty.add_row({"impossible", {}, 1, 2});
  EXPECT_EQ(HighsSolver().solve(empty, kHighsToTheEnd).status, SolveStatus::kInfeasible);
}

}  // namespace
}  // namespace fleetmark::io
#endif
