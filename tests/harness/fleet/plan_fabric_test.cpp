// SPDX-License-Identifier: Apache-2.0
// A site's network in steps: what it costs, when it is paid, who bears it.
#include <gtest/gtest.h>

#include <numeric>

#include "harness/fleet/plan.h"
#include "tests/harness/fleet/fleet_builders.h"
#include "tests/harness/fleet/solved_plan.h"

namespace fleetmark::fleet {
namespace {

using test::planned;

// Four imports (44 a period) or ten at home (70); a leaf of 30 (3 a period) for every three.
PlanProblem with_leaves() {
  auto p = test::plan_problem();
  p.sites[0].fabric = {{"leaf", 3, 0, 30, 3, 20}};
  return p;
}

TEST(PlanFabric, every_started_unit_is_paid_whole) {
  const auto found = planned(with_leaves());
  EXPECT_NEAR(found.cost, (4 * 11 + 2 * 3) * 3, 1e-6);
  EXPECT_NEAR(found.plan.cost.network, 2 * 3 * 3, 1e-6);
  EXPECT_NEAR(found.plan.cost.total(), found.cost, 1e-6);
  ASSERT_EQ(found.plan.network.size(), 1U);
  EXPECT_EQ(found.plan.network[0].units, 2);
  EXPECT_NEAR(found.plan.cash[0], 4 * 100 + 2 * 30, 1e-6);
  // Nobody else is served: the workload bears it.
  const double units = 40 * 3 * with_leaves().seconds_per_period();
  EXPECT_NEAR(found.plan.cost_per_unit[0] * units, found.cost, 1e-6);
}

// Ten devices over two halls need 10/3 leaves without whole numbers, and half of one at each will
// not do: where the sum alone is whole, the bound is already that of whole leaves.
TEST(PlanFabric, leaves_of_all_sites_together_are_whole) {
  auto p = with_leaves();
  p.devices.erase(p.devices.begin());  // ten at home
  p.pairs.erase(p.pairs.begin());
  p.sites.push_back(p.sites[0]);
  p.sites[1].id = "there";
  p.power_price.push_back(std::vector<double>(3, 0));
  const PlanModel model = plan_model(p);
  const auto cost = [](const Milp& milp) {
    return io::CbcSolver().solve(milp, test::kExact).objective;
  };
  EXPECT_NEAR(cost(with_choices_alone(model.milp)), (10 * 7 + 10. / 3 * 3) * 3, 1e-6);
  EXPECT_NEAR(cost(with_choices_and_sums(model.milp)), (10 * 7 + 4 * 3) * 3, 1e-6);
  EXPECT_NEAR(cost(model.milp), (10 * 7 + 4 * 3) * 3, 1e-6);
  // The sum limits nothing that the sites' own steps do not.
  for (const auto& binding : planned(p).plan.binding) {
    for (const auto& row : binding.rows) EXPECT_EQ(row.find("of_all"), std::string::npos) << row;
  }
}

TEST(PlanFabric, a_step_begins_beyond_its_number_of_devices) {
  auto p = with_leaves();
  p.sites[0].fabric[0].beyond_devices = 4;
  EXPECT_NEAR(planned(p).cost, 4 * 11 * 3, 1e-6);
  p.sites[0].fabric[0].beyond_devices = 3;
  EXPECT_NEAR(planned(p).cost, (4 * 11 + 3) * 3, 1e-6);
}

TEST(PlanFabric, a_dear_step_turns_the_plan) {
  auto p = with_leaves();
  p.devices[1].capital.assign(3, 3.3);  // ten at home: 43 a period
  p.sites[0].fabric.clear();
  EXPECT_NEAR(planned(p).cost, 43 * 3, 1e-6);
  p.sites[0].fabric = {{"spine", 64, 6, 50, 5, 20}};
  EXPECT_NEAR(planned(p).cost, 44 * 3, 1e-6);
  // Half of the devices in a second hall need no spine.
  p.sites.push_back(p.sites[0]);
  p.sites[1].id = "there";
  p.power_price.push_back(std::vector<double>(3, 0));
  EXPECT_NEAR(planned(p).cost, 43 * 3, 1e-6);
}

TEST(PlanFabric, what_is_there_needs_no_more_and_what_wears_out_is_put_in_again) {
  auto p = with_leaves();
  p.devices[0].existing = {{0, 4, 3}};
  EXPECT_NEAR(planned(p).cost, 4 * 3, 1e-6);
  p.devices[0].existing.clear();
  p.sites[0].fabric[0].life_periods = 2;
  const auto found = planned(p);
  EXPECT_NEAR(found.cost, (4 * 11 + 2 * 3) * 3, 1e-6);
  double units = 0;
  for (const auto& bought : found.plan.network) units += bought.units;
  EXPECT_EQ(units, 4);
}

TEST(PlanFabric, the_budget_pays_for_it) {
  auto p = with_leaves();
  p.budget = std::vector<double>{459, 0, 0};  // four imports and two leaves take 460
  EXPECT_EQ(planned(p).cost, kUnbounded);
  p.budget->front() = 460;
  EXPECT_NEAR(planned(p).cost, (4 * 11 + 2 * 3) * 3, 1e-6);
}

}  // namespace
}  // namespace fleetmark::fleet
