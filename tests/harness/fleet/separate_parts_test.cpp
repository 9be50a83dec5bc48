// SPDX-License-Identifier: Apache-2.0
#include "harness/fleet/separate_parts.h"

#include <gtest/gtest.h>

#include <optional>

#include "harness/io/cbc_solver.h"

namespace fleetmark::fleet {
namespace {

constexpr SolveLimits kPartsToTheEnd{.gap = 0, .seconds = 10, .most_nodes = 1000};

// Two knapsacks of their own that one order feeds: at most 2 x order in each.
Milp two_knapsacks(double order) {
  Milp milp;
  milp.constant = 100;
  const int common = milp.add_column({"order", 3, order, order, true});
  for (int k = 0; k < 2; ++k) {
    const int a = milp.add_column({"a", -5.0 - k, 0, 10, true});
    const int b = milp.add_column({"b", -4, 0, 10, true});
    milp.add_row({"room", {{a, 3}, {b, 2}, {common, -2}}, -kUnbounded, 1});
  }
  return milp;
}

TEST(SeparateParts, a_fixed_column_joins_nothing) {
  const auto parts = separate_parts(two_knapsacks(5));
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0], (std::vector<int>{1, 2}));
  EXPECT_EQ(parts[1], (std::vector<int>{3, 4}));
  Milp open = two_knapsacks(5);
  open.columns[0].lower = 0;
  EXPECT_EQ(separate_parts(open).size(), 1U);
}

TEST(SeparateParts, cost_as_much_by_themselves_as_together) {
  io::CbcSolver solver;
  for (const double order : {0, 1, 3, 5, 8}) {
    const Milp milp = two_knapsacks(order);
    const Solution together = solver.solve(milp, kPartsToTheEnd);
    const Solution apart = solve_parts(milp, solver, kPartsToTheEnd);
    ASSERT_EQ(apart.status, SolveStatus::kDone) << order;
    EXPECT_NEAR(apart.objective, together.objective, 1e-9) << order;
    EXPECT_NEAR(apart.bound, together.objective, 1e-6) << order;
    EXPECT_LT(breach(milp, apart.values), 1e-9) << order;
  }
}

TEST(SeparateParts, what_cannot_hold_is_infeasible_in_a_part_and_among_fixed_columns) {
  io::CbcSolver solver;
  Milp milp = two_knapsacks(2);
  milp.add_row({"least", {{1, 1}}, 9, kUnbounded});
  EXPECT_EQ(solve_parts(milp, solver, kPartsToTheEnd).status, SolveStatus::kInfeasible);
  milp = two_knapsacks(2);
  milp.add_row({"least_order", {{0, 1}}, 3, kUnbounded});
  EXPECT_EQ(solve_parts(milp, solver, kPartsToTheEnd).status, SolveStatus::kInfeasible);
}

// Finds the best only where it may search more than a few nodes, else that nothing is taken.
class Hurried : public Solver {
 public:
  using Solver::solve;
  Solution solve(const Milp& milp, const SolveLimits& limits,
                 const std::vector<double>& start) override {
    Solution found = direct_.solve(milp, limits, start);
    if (milp.integers() == 0 || limits.most_nodes > 10) return found;
    found.values.assign(milp.columns.size(), 0);
    found.objective = objective(milp, found.values);
    found.status = SolveStatus::kStopped;
    return found;
  }
  std::optional<LinearOptimum> linear_optimum(const Milp& milp) override {
    return direct_.linear_optimum(milp);
  }

 private:
  io::CbcSolver direct_;
};

TEST(SeparateParts, are_searched_longer_only_until_little_enough_is_lost) {
  Hurried solver;
  const Milp milp = two_knapsacks(5);
  const SolveLimits few{.gap = 0, .seconds = 10, .most_nodes = 10};
  const Solution best = solve_parts(milp, solver, kPartsToTheEnd);
  const Solution relaxation = solver.solve(relaxed(milp), few);
  const double lost = best.objective - relaxation.objective;
  const auto with_slack = [&](double slack) { return solve_parts(milp, solver, few, slack); };
  EXPECT_EQ(with_slack(0).objective, milp.constant + 3 * 5);  // nobody said how much may be lost
  EXPECT_EQ(with_slack(1000).objective, milp.constant + 3 * 5);
  EXPECT_NEAR(with_slack(lost + 0.1).objective, best.objective, 1e-9);
  EXPECT_NEAR(with_slack(lost + 0.1).bound, best.objective, 1e-6);
}

}  // namespace
}  // namespace fleetmark::fleet
