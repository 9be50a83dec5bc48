// SPDX-License-Identifier: Apache-2.0
// What turns out otherwise does so from the second period on.
#include "harness/fleet/world_change.h"

#include <gtest/gtest.h>

#include "harness/fleet/plan_model.h"
#include "harness/io/cbc_solver.h"
#include "tests/harness/fleet/fleet_builders.h"

namespace fleetmark::fleet {
namespace {

PlanProblem changed(WorldChangeKind kind, double amount) {
  PlanProblem problem = test::plan_problem();
  apply({kind, amount}, problem);
  return problem;
}

double cost_of(const PlanProblem& problem) {
  io::CbcSolver solver;
  return solver.solve(plan_model(problem).milp, {.gap = 0}).objective;
}

TEST(WorldChange, names_lead_to_kinds_and_back) {
  for (std::size_t i = 0; i < kWorldChanges.size(); ++i) {
    EXPECT_EQ(world_change_from_name(kWorldChanges[i].name), static_cast<WorldChangeKind>(i));
    EXPECT_EQ(world_change_from_key(kWorldChanges[i].key), static_cast<WorldChangeKind>(i));
  }
  EXPECT_FALSE(world_change_from_name("demnd"));
}

TEST(WorldChange, the_first_period_is_known) {
  const PlanProblem plain = test::plan_problem();
  const PlanProblem grown = changed(WorldChangeKind::kDemand, 1.5);
  const auto& before = plain.workloads[0].demand_per_s;
  const auto& after = grown.workloads[0].demand_per_s;
  EXPECT_EQ(after[0], before[0]);
  EXPECT_EQ(after[1], 1.5 * before[1]);
}

TEST(WorldChange, only_imports_are_scarce_dear_or_late) {
  const PlanProblem plain = test::plan_problem();
  ASSERT_TRUE(plain.devices[0].is_imported);
  ASSERT_FALSE(plain.devices[1].is_imported);
  const auto scarce = changed(WorldChangeKind::kImportSupply, 0.5);
  EXPECT_EQ(scarce.devices[0].supply[1], 0.5 * plain.devices[0].supply[1]);
  EXPECT_EQ(scarce.devices[1].supply, plain.devices[1].supply);
  const auto dear = changed(WorldChangeKind::kImportPrice, 2);
  EXPECT_EQ(dear.devices[0].cash_price[1], 2 * plain.devices[0].cash_price[1]);
  EXPECT_EQ(dear.devices[0].capital[1], 2 * plain.devices[0].capital[1]);
  EXPECT_EQ(dear.devices[1].capital, plain.devices[1].capital);
  const auto late = changed(WorldChangeKind::kImportDelay, 1);
  EXPECT_EQ(late.devices[0].lead_periods, plain.devices[0].lead_periods + 1);
  EXPECT_EQ(late.devices[1].lead_periods, plain.devices[1].lead_periods);
}

TEST(WorldChange, what_befalls_domestic_devices_leaves_imports_alone) {
  const PlanProblem plain = test::plan_problem();
  const auto scarce = changed(WorldChangeKind::kDomesticSupply, 0.5);
  EXPECT_EQ(scarce.devices[1].supply[0], plain.devices[1].supply[0]);
  EXPECT_EQ(scarce.devices[1].supply[1], 0.5 * plain.devices[1].supply[1]);
  EXPECT_EQ(scarce.devices[0].supply, plain.devices[0].supply);
  const auto dear = changed(WorldChangeKind::kDomesticPrice, 2);
  EXPECT_EQ(dear.devices[1].capital[1], 2 * plain.devices[1].capital[1]);
  EXPECT_EQ(dear.devices[0].capital, plain.devices[0].capital);
  const auto late = changed(WorldChangeKind::kDomesticDelay, 2);
  EXPECT_EQ(late.devices[1].lead_periods, plain.devices[1].lead_periods + 2);
  EXPECT_EQ(late.devices[0].lead_periods, plain.devices[0].lead_periods);
  const auto better = changed(WorldChangeKind::kDomesticSoftware, 1.3);
  EXPECT_EQ(better.devices[1].software_gain, (std::vector<double>{1, 1.3, 1.3}));
  EXPECT_EQ(better.devices[0].software_gain, plain.devices[0].software_gain);
}

TEST(WorldChange, power_is_cut_at_every_site) {
  const auto cut = changed(WorldChangeKind::kPowerLimit, 0.8);
  EXPECT_EQ(cut.sites[0].power_kw, (std::vector<double>{1000, 800, 800}));
}

TEST(WorldChange, amounts_have_bounds_and_periods_are_whole) {
  EXPECT_TRUE(is_allowed({WorldChangeKind::kImportSupply, 0}));
  EXPECT_FALSE(is_allowed({WorldChangeKind::kDemand, 0}));
  EXPECT_FALSE(is_allowed({WorldChangeKind::kDemand, 101}));
  EXPECT_TRUE(is_allowed({WorldChangeKind::kImportDelay, 2}));
  EXPECT_FALSE(is_allowed({WorldChangeKind::kImportDelay, 1.5}));
}

// A plan never gets cheaper where there is more to serve, less to buy, or it comes later.
TEST(WorldChange, what_is_worse_never_costs_less) {
  const double plain = cost_of(test::plan_problem());
  for (const auto& [kind, amount] :
       {std::pair{WorldChangeKind::kDemand, 1.2}, std::pair{WorldChangeKind::kImportSupply, 0.5},
        std::pair{WorldChangeKind::kImportPrice, 1.3},
        std::pair{WorldChangeKind::kImportDelay, 1.0},
        std::pair{WorldChangeKind::kPowerLimit, 0.01}}) {
    EXPECT_GE(cost_of(changed(kind, amount)), plain - 1e-6)
        << kWorldChanges[static_cast<std::size_t>(kind)].name;
  }
}

}  // namespace
}  // namespace fleetmark::fleet
