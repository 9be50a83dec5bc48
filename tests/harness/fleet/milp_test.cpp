// SPDX-License-Identifier: Apache-2.0
#include "harness/fleet/milp.h"

#include <gtest/gtest.h>

#include "harness/io/cbc_solver.h"

namespace fleetmark::fleet {
namespace {

// max 5 x + 4 y with 6 x + 4 y <= 24, x + 2 y <= 6: 21 at (3, 1.5); whole: 20 at (4, 0).
Milp two_columns(bool is_whole) {
  Milp milp;
  const int x = milp.add_column({"x", -5, 0, kUnbounded, is_whole});
  const int y = milp.add_column({"y", -4, 0, kUnbounded, is_whole});
  milp.add_row({"first", {{x, 6}, {y, 4}}, -kUnbounded, 24});
  milp.add_row({"second", {{x, 1}, {y, 2}}, -kUnbounded, 6});
  return milp;
}

constexpr SolveLimits kToTheEnd{.gap = 0, .seconds = 10, .most_nodes = 1000};

TEST(Milp, a_textbook_program_is_solved_relaxed_and_whole) {
  io::CbcSolver solver;
  const auto relaxed = solver.solve(two_columns(false), kToTheEnd);
  ASSERT_EQ(relaxed.status, SolveStatus::kDone);
  EXPECT_NEAR(relaxed.objective, -21, 1e-9);
  EXPECT_NEAR(relaxed.values[1], 1.5, 1e-9);
  const auto whole = solver.solve(two_columns(true), kToTheEnd);
  ASSERT_EQ(whole.status, SolveStatus::kDone);
  EXPECT_NEAR(whole.objective, -20, 1e-9);
  EXPECT_NEAR(whole.bound, -20, 1e-6);
  EXPECT_EQ(breach(two_columns(true), whole.values), 0);
  EXPECT_NEAR(objective(two_columns(true), whole.values), -20, 1e-9);
}

TEST(Milp, a_start_does_not_change_the_answer) {
  io::CbcSolver solver;
  EXPECT_NEAR(solver.solve(two_columns(true), kToTheEnd, {0, 3}).objective, -20, 1e-9);
}

TEST(Milp, infeasible_and_endless_programs_are_told_apart) {
  io::CbcSolver solver;
  Milp none = two_columns(true);
  none.add_row({"third", {{0, 1}}, 10, kUnbounded});
  EXPECT_EQ(solver.solve(none, kToTheEnd).status, SolveStatus::kInfeasible);
  Milp empty;
  EXPECT_EQ(solver.solve(empty, kToTheEnd).status, SolveStatus::kDone);
  empty.add_row({"impossible", {}, 1, 2});
  EXPECT_EQ(solver.solve(empty, kToTheEnd).status, SolveStatus::kInfeasible);
}

TEST(Milp, the_constant_is_part_of_objective_and_bound) {
  Milp milp = two_columns(true);
  milp.constant = 100;
  const auto solution = io::CbcSolver().solve(milp, kToTheEnd);
  EXPECT_NEAR(solution.objective, 80, 1e-9);
  EXPECT_NEAR(solution.bound, 80, 1e-6);
  EXPECT_DOUBLE_EQ(solution.gap(), 0);
}

TEST(Milp, breaches_are_found) {
  const Milp milp = two_columns(true);
  EXPECT_NEAR(breach(milp, {0.5, 0}), 0.5, 1e-12);
  EXPECT_NEAR(breach(milp, {-1, 0}), 1, 1e-12);
  EXPECT_NEAR(breach(milp, {6, 0}), 12.0 / 36, 1e-12);
}

}  // namespace
}  // namespace fleetmark::fleet
