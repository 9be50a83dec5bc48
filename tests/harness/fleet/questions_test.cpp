// SPDX-License-Identifier: Apache-2.0
#include "harness/fleet/questions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "harness/fleet/plan.h"
#include "harness/io/cbc_solver.h"
#include "tests/harness/fleet/fleet_builders.h"
#include "tests/harness/fleet/solved_plan.h"

namespace fleetmark::fleet {
namespace {

using test::kExact;

Solution solved(const PlanProblem& problem) {
  return io::CbcSolver().solve(plan_model(problem).milp, kExact);
}

PlanProblem tied_problem() {
  auto p = test::plan_problem();
  p.quotas = {{"quota.a", {0}, 0, 2, 3, 2, false}};
  p.ties = {test::plan_tie(2, 1)};
  p.ties[0].rule = "tie.b";
  return p;
}

const ChangeValue& value(const std::vector<ChangeValue>& values, const std::string& name) {
  return *std::ranges::find(values, name, &ChangeValue::name);
}

TEST(Questions, values_are_the_differences_of_optimal_costs) {
  const auto p = tied_problem();
  io::CbcSolver solver;
  const auto base = solved(p);
  const auto changes = changes_of(p);
  const auto values = values_of(base, changes, solver, kExact);
  ASSERT_EQ(values.size(), changes.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double expected = base.objective - solved(changes[i].problem).objective;
    EXPECT_NEAR(values[i].low, expected, 1e-6) << values[i].name;
    EXPECT_NEAR(values[i].high, expected, 1e-6) << values[i].name;
    EXPECT_GE(expected, -1e-9) << values[i].name << " relaxes a limit";
  }
  // Without both policies the optimum is that of a world without them.
  const auto& open = value(values, "without any policy");
  EXPECT_NEAR(open.low, base.objective - solved(test::plan_problem()).objective, 1e-6);
  EXPECT_GT(open.low, 0);
}

TEST(Questions, a_wide_gap_is_said_to_hide_the_value) {
  Solution base;
  base.values = {0};
  base.objective = 100;
  base.bound = 90;
  io::CbcSolver solver;
  PlanProblem p = test::plan_problem();
  const auto values = values_of(base, {{"same", p}}, solver, kExact);
  // 132 is proven for the other: 90 - 132 to 100 - 132.
  EXPECT_NEAR(values[0].low, 90 - 132, 1e-6);
  EXPECT_NEAR(values[0].high, 100 - 132, 1e-6);
  EXPECT_FALSE(values[0].is_below_gap());
  base.objective = 140;
  EXPECT_TRUE(values_of(base, {{"same", p}}, solver, kExact)[0].is_below_gap());
}

TEST(Questions, a_conflict_names_what_cannot_hold_together_and_the_cheapest_way_out) {
  auto p = test::plan_problem();
  p.quotas = {{"quota", {0}, 0, 2, 3, 1, false}};  // one import
  p.sites[0].power_kw.assign(3, 8);                // eight devices
  const auto model = plan_model(p);
  io::CbcSolver solver;
  ASSERT_EQ(solver.solve(model.milp, kExact).status, SolveStatus::kInfeasible);
  const auto conflict = conflict_of(model, solver, kExact);
  std::vector<Limit> limits = conflict.limits;
  std::ranges::sort(limits);
  EXPECT_EQ(limits, (std::vector<Limit>{Limit::kDemand, Limit::kPower, Limit::kQuota}));
  // One row of each is enough to show it; power holds in the period of the demand or later.
  ASSERT_EQ(conflict.rows.size(), 3U);
  EXPECT_TRUE(conflict.rows[0].starts_with("demand_chat_"));
  EXPECT_TRUE(conflict.rows[1].starts_with("power_here_"));
  EXPECT_EQ(conflict.rows[2], "quota_quota_1");
  // Cheapest without the demand (nothing is bought), then without the quota (4 imports), then
  // without the power limit (1 import and 8 at home).
  ASSERT_EQ(conflict.relaxations.size(), 3U);
  EXPECT_EQ(conflict.relaxations[0].limit, Limit::kDemand);
  EXPECT_EQ(conflict.relaxations[1].limit, Limit::kQuota);
  EXPECT_NEAR(conflict.relaxations[1].cost, 4 * 11 * 3, 1e-6);
  EXPECT_NEAR(conflict.relaxations[2].cost, (11 + 8 * 7) * 3, 1e-6);
}

TEST(Questions, every_set_of_a_conflict_is_needed) {
  auto p = test::plan_problem();
  p.sites[0].power_kw.assign(3, 2);
  p.budget = std::vector<double>(3, 1e9);
  const auto model = plan_model(p);
  io::CbcSolver solver;
  const auto conflict = conflict_of(model, solver, kExact);
  EXPECT_EQ(conflict.limits, (std::vector<Limit>{Limit::kDemand, Limit::kPower}));
}

TEST(Plan, parts_add_to_the_objective_and_counts_are_those_of_the_program) {
  auto p = tied_problem();
  p.devices[0].lead_periods = 1;
  p.devices[0].prepayment_share = 0.3;
  p.workloads[0].rent_price = 300 / (40 * p.seconds_per_period());
  p.pairs[1][0].porting_person_months = 2;
  p.engineers = 5;
  p.engineer_price = 3;
  p.power_price[0].assign(3, 0.001);
  p.devices[0].idle_kw = 0.4;
  p.discount_per_period = 0.95;
  const auto model = plan_model(p);
  const auto solution = io::CbcSolver().solve(model.milp, kExact);
  const Plan plan = plan_of(p, model, solution);
  EXPECT_NEAR(plan.cost.total() / solution.objective, 1, 1e-9);
  double paid = 0;
  double price = 0;
  for (const double cash : plan.cash) paid += cash;
  for (const auto& order : plan.orders) price += order.cash;
  EXPECT_NEAR(paid, price, 1e-9);  // all is delivered within the plan
  for (const auto& stock : plan.stock) EXPECT_LE(stock.busy, stock.count + 1e-6);
  std::vector<double> served(3);
  for (const auto& part : plan.assignments) {
    served[static_cast<std::size_t>(part.period)] += part.per_s;
  }
  for (const auto& part : plan.elsewhere) {
    served[static_cast<std::size_t>(part.period)] += part.rented_per_s + part.unmet_per_s;
  }
  for (const double per_s : served) EXPECT_GE(per_s, 40 - 1e-6);
  EXPECT_GT(plan.cost_per_unit[0], 0);
}

TEST(Plan, limits_at_their_end_are_named) {
  const auto p = tied_problem();
  const auto model = plan_model(p);
  const Plan plan = plan_of(p, model, io::CbcSolver().solve(model.milp, kExact));
  const auto has = [&](Limit limit) {
    return std::ranges::find(plan.binding, limit, &BindingLimit::limit) != plan.binding.end();
  };
  EXPECT_TRUE(has(Limit::kQuota));
  EXPECT_FALSE(has(Limit::kPower));
}

}  // namespace
}  // namespace fleetmark::fleet
