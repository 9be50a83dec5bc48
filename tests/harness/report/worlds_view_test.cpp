// SPDX-License-Identifier: Apache-2.0
// First orders of each plan in devices, what is not known named, and what costs come to.
#include "harness/report/worlds_view.h"

#include <gtest/gtest.h>

#include "tests/harness/fleet/fleet_builders.h"

namespace fleetmark::report {
namespace {

// Two worlds, the second without a plan, and the orders of least regret.
fleet::Regrets some_regrets() {
  fleet::Regrets regrets;
  regrets.names = {"the scenario", "dark"};
  regrets.plans = {"the scenario", "dark", "least regret"};
  regrets.orders = {{{2}, {0}}, {}, {{3}, {0}}};
  const fleet::RegretCell known{true, 100, 1, 5, 95};
  regrets.cells = {{known, {}}, {{}, {}}, {known, {}}};
  regrets.worst = {5, std::nullopt, 5};
  return regrets;
}

fleet::PlanProblem problem_of_lots() {
  fleet::PlanProblem problem = test::plan_problem();
  problem.currency = "CNY";
  problem.devices[0].devices_per_lot = 64;
  return problem;
}

TEST(WorldsView, first_orders_are_devices_where_any_plan_orders_them) {
  const Table table = first_orders_table(some_regrets(), problem_of_lots());
  ASSERT_EQ(table.columns.size(), 2U);  // nothing is ordered at home
  EXPECT_EQ(table.columns[1].key, "import_here_devices");
  EXPECT_EQ(table.columns[1].title, "import at here");
  ASSERT_EQ(table.rows.size(), 3U);
  EXPECT_EQ(table.rows[0][1].number, 128);
  EXPECT_FALSE(table.rows[1][1].number);
  EXPECT_EQ(table.rows[2][1].number, 192);
  EXPECT_TRUE(table.notes.empty());
}

TEST(WorldsView, where_nothing_is_ordered_that_is_said) {
  fleet::Regrets regrets = some_regrets();
  regrets.orders = {{{0}, {0}}, {}, {{0}, {0}}};
  const Table table = first_orders_table(regrets, problem_of_lots());
  EXPECT_EQ(table.columns.size(), 1U);
  EXPECT_EQ(table.notes, std::vector<std::string>{"No plan orders anything at first."});
}

TEST(WorldsView, a_world_without_a_plan_leaves_costs_unknown) {
  fleet::Regrets regrets = some_regrets();
  EXPECT_EQ(world_tables(regrets, problem_of_lots()).size(), 2U);  // nobody gave chances
  auto& expectation = regrets.expectation.emplace();
  expectation.chances = {{0.75, 0.25}, 0.2, 0};
  expectation.mean = {100, std::nullopt, 100};
  expectation.tail = {120, std::nullopt, 110};
  const auto tables = world_tables(regrets, problem_of_lots());
  ASSERT_EQ(tables.size(), 3U);
  const Table& regret = tables[1];
  EXPECT_EQ(regret.rows[2][1].number, 5);  // the higher end of what is regretted
  EXPECT_FALSE(regret.rows[0][2].number);  // no plan in the dark
  EXPECT_FALSE(regret.rows[1].back().number);
  const Table& cost = tables[2];
  EXPECT_EQ(cost.columns[2].title, "mean of the worst 20 %");
  EXPECT_EQ(cost.rows[0][2].number, 120);
  EXPECT_FALSE(cost.rows[1][1].number);
  EXPECT_NE(cost.notes.at(0).find("dark 25.0 %"), std::string::npos) << cost.notes[0];
}

}  // namespace
}  // namespace fleetmark::report
