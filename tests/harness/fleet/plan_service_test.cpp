// SPDX-License-Identifier: Apache-2.0
// Whole replicas: what serves, and what it takes of a fleet.
#include <gtest/gtest.h>

#include <cmath>

#include "harness/fleet/plan.h"
#include "harness/io/cbc_solver.h"
#include "tests/harness/fleet/fleet_builders.h"
#include "tests/harness/fleet/solved_plan.h"

namespace fleetmark::fleet {
namespace {

using test::kExact;
using test::planned;

// Imports alone, in groups of four: 40 a second each.
PlanProblem in_groups_of_four() {
  auto p = test::plan_problem();
  p.devices[1].supply.assign(3, 0);
  p.pairs[0][0].points = {{4, 10}};
  return p;
}

TEST(PlanService, part_of_a_replica_serves_nothing) {
  auto p = in_groups_of_four();
  EXPECT_NEAR(planned(p).cost, 4 * 11 * 3, 1e-6);
  p.workloads[0].demand_per_s.assign(3, 41);
  EXPECT_NEAR(planned(p).cost, 8 * 11 * 3, 1e-6);
  p.devices[0].supply.assign(3, 0);
  p.devices[0].existing = {{0, 7, 3}};
  EXPECT_EQ(planned(p).cost, kUnbounded);
}

TEST(PlanService, workloads_do_not_share_a_replica) {
  auto p = in_groups_of_four();
  p.workloads.push_back(p.workloads[0]);
  p.workloads[1].id = "search";
  for (auto& pairs : p.pairs) pairs.push_back(pairs[0]);
  for (auto& load : p.workloads) load.demand_per_s.assign(3, 10);
  EXPECT_NEAR(planned(p).cost, 8 * 11 * 3, 1e-6);
}

TEST(PlanService, a_replica_stands_at_one_site) {
  auto p = in_groups_of_four();
  p.sites[0].power_kw.assign(3, 2);
  p.sites.push_back({"there", std::vector<double>(3, 2), 1, {}, {}});
  p.power_price.push_back(std::vector<double>(3, 0));
  EXPECT_EQ(planned(p).cost, kUnbounded);
  p.pairs[0][0].points = {{2, 10}};
  EXPECT_NEAR(planned(p).cost, 4 * 11 * 3, 1e-6);
}

TEST(PlanService, a_slower_point_of_fewer_devices_serves_what_is_left) {
  auto p = in_groups_of_four();
  p.workloads[0].demand_per_s.assign(3, 45);
  p.pairs[0][0].points = {{4, 10}, {1, 5}};
  const PlanModel model = plan_model(p);
  const auto solution = io::CbcSolver().solve(model.milp, kExact);
  EXPECT_NEAR(solution.objective, 5 * 11 * 3, 1e-6);
  const Plan plan = plan_of(p, model, solution);
  for (const auto& part : plan.assignments) EXPECT_EQ(part.replicas, 1) << part.point;
  EXPECT_EQ(plan.assignments.size(), 6U);
}

TEST(PlanService, a_scale_up_domain_is_filled_by_whole_replicas) {
  auto p = in_groups_of_four();
  p.devices[0].domain_devices = 6;  // one group of four, two devices idle
  p.workloads[0].demand_per_s.assign(3, 80);
  EXPECT_NEAR(planned(p).cost, 12 * 11 * 3, 1e-6);
  p.devices[0].domain_devices = 2;  // two whole domains for each
  EXPECT_NEAR(planned(p).cost, 8 * 11 * 3, 1e-6);
  p.devices[0].domain_devices = 3;  // neither
  EXPECT_EQ(planned(p).cost, kUnbounded);
}

TEST(PlanService, devices_under_repair_serve_nothing) {
  auto p = test::plan_problem();
  p.devices[1].supply.assign(3, 0);
  p.devices[0].under_repair = {0, 0.2, 0.25};  // 4, 5 and 5.3 of them for 40 a second
  EXPECT_NEAR(planned(p).cost, (4 + 5 + 6) * 11, 1e-6);
}

// What the plan's service costs when replicas may be split is no more.
TEST(PlanService, replicas_are_details_without_which_a_plan_costs_less) {
  auto p = in_groups_of_four();
  p.workloads[0].demand_per_s.assign(3, 50);
  const PlanModel model = plan_model(p);
  const Milp milp = without_details(model.milp);
  EXPECT_NEAR(io::CbcSolver().solve(milp, kExact).objective, 5 * 11 * 3, 1e-6);
  EXPECT_NEAR(io::CbcSolver().solve(model.milp, kExact).objective, 8 * 11 * 3, 1e-6);
}

}  // namespace
}  // namespace fleetmark::fleet
