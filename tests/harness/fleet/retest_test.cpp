// SPDX-License-Identifier: Apache-2.0
#include "harness/fleet/retest.h"

#include <gtest/gtest.h>

#include <cmath>

#include "harness/io/cbc_solver.h"
#include "tests/harness/fleet/fleet_builders.h"
#include "tests/harness/fleet/solved_plan.h"

namespace fleetmark::fleet {
namespace {

using test::kExact;

struct PlannedProblem {
  PlanProblem problem;
  PlanModel model;
  Solution solution;
};
PlannedProblem planned_problem(const PlanProblem& problem) {
  PlannedProblem made{problem, plan_model(problem), {}};
  made.solution = io::CbcSolver().solve(made.model.milp, kExact);
  return made;
}

Retest retested(const PlannedProblem& plan, std::size_t draws) {
  io::CbcSolver solver;
  return retest(plan.problem, plan.model, plan.solution, solver, {draws, 1});
}

TEST(Retest, rates_that_hold_leave_the_plan_as_it_is) {
  const auto plan = planned_problem(test::plan_problem());
  const auto found = retested(plan, 5);
  EXPECT_EQ(found.draws, 5U);
  EXPECT_DOUBLE_EQ(found.share_kept, 1);
  EXPECT_NEAR(found.cost_p95, plan.solution.objective, 1e-6);
  EXPECT_NEAR(found.workloads[0].unmet_p95, 0, 1e-9);
}

// Four imports serve exactly 40: in half of the draws they serve less, and what is missed is what
// the factor takes away.
TEST(Retest, what_is_missed_is_what_the_draw_takes_away) {
  auto p = test::plan_problem();
  p.devices[1].supply.assign(3, 0);
  p.pairs[0][0].sigma = 0.2;
  const auto found = retested(planned_problem(p), 400);
  EXPECT_NEAR(found.share_kept, 0.5, 3 * 0.5 / std::sqrt(400));
  const double expected = 1 - std::exp(-0.2 * 1.6449);
  // Standard error of a P95: sqrt(0.05 x 0.95 / n) / density 0.103, in sigmas.
  EXPECT_NEAR(found.workloads[0].unmet_p95, expected, 3 * 0.2 * 0.218 / 0.103 / std::sqrt(400));
}

TEST(Retest, planning_with_less_than_the_median_keeps_more) {
  auto p = test::plan_problem();
  p.devices[1].supply.assign(3, 0);
  p.pairs[0][0].sigma = 0.2;
  p.pairs[0][0].median_factor = std::exp(0.2 * 1.2816);  // planned with P10
  const auto found = retested(planned_problem(p), 400);
  EXPECT_NEAR(found.share_kept, 0.9, 3 * 0.3 / std::sqrt(400));
}

TEST(Retest, the_same_seed_draws_the_same_worlds) {
  auto p = test::plan_problem();
  p.pairs[0][0].sigma = 0.3;
  const auto plan = planned_problem(p);
  EXPECT_EQ(retested(plan, 20).cost_p95, retested(plan, 20).cost_p95);
}

}  // namespace
}  // namespace fleetmark::fleet
