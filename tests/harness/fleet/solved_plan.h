// SPDX-License-Identifier: Apache-2.0
// A small plan problem solved to the end: its cost, or the plan itself.
#pragma once

#include <gtest/gtest.h>

#include <optional>

#include "harness/fleet/plan.h"
#include "harness/io/cbc_solver.h"

namespace fleetmark::test {

inline constexpr fleet::SolveLimits kExact{.gap = 0, .seconds = 60, .most_nodes = 100'000};

// None where nothing is allowed.
inline std::optional<double> optimal_cost(const fleet::PlanProblem& problem) {
  const fleet::PlanModel model = fleet::plan_model(problem);
  const auto solution = io::CbcSolver().solve(model.milp, kExact);
  if (solution.status == fleet::SolveStatus::kInfeasible) return std::nullopt;
  EXPECT_EQ(solution.status, fleet::SolveStatus::kDone);
  EXPECT_LT(breach(model.milp, solution.values), 1e-6);
  return solution.objective;
}

// `cost` is without a bound where nothing is allowed.
struct Planned {
  double cost = fleet::kUnbounded;
  fleet::Plan plan;
};
inline Planned planned(const fleet::PlanProblem& problem) {
  const fleet::PlanModel model = fleet::plan_model(problem);
  const auto solution = io::CbcSolver().solve(model.milp, kExact);
  if (!solution.has_values()) return {};
  return {solution.objective, fleet::plan_of(problem, model, solution)};
}

}  // namespace fleetmark::test
