// SPDX-License-Identifier: Apache-2.0
#include "harness/fleet/regret.h"

#include <gtest/gtest.h>

#include "harness/io/cbc_solver.h"
#include "tests/harness/fleet/fleet_builders.h"
#include "tests/harness/fleet/solved_plan.h"

namespace fleetmark::fleet {
namespace {

using test::kExact;

TEST(Regret, a_plan_in_its_own_world_has_none_and_elsewhere_never_gains) {
  auto tied = test::plan_problem();
  tied.ties = {test::plan_tie(2, 1, 1)};
  io::CbcSolver solver;
  const auto regrets = regrets_of({{"open", test::plan_problem()}, {"tied", tied}}, solver, kExact);
  for (std::size_t a = 0; a < 2; ++a) {
    for (std::size_t b = 0; b < 2; ++b) {
      ASSERT_TRUE(regrets.cells[a][b].is_known);
      EXPECT_GE(regrets.cells[a][b].high, -1e-9);
      if (a == b) {
        EXPECT_DOUBLE_EQ(regrets.cells[a][b].high, 0);
      }
    }
  }
  // 3 of each serve 42. Where no tie holds, 4 imports would have done; where it does, 4 imports owe
  // 4 at home for the last two periods.
  EXPECT_NEAR(regrets.cells[0][1].high, 4 * 11 * 3 + 4 * 7 * 2 - 3 * (11 + 7) * 3, 1e-6);
  EXPECT_NEAR(regrets.cells[1][0].high, (3 * (11 + 7) - 4 * 11) * 3, 1e-6);
  EXPECT_NEAR(*regrets.worst[1], regrets.cells[1][0].high, 1e-12);
}

TEST(Regret, worlds_that_order_the_same_at_first_share_their_costs) {
  auto late = test::plan_problem();  // what the second period's demand is changes no first order
  late.workloads[0].demand_per_s.back() = 60;
  io::CbcSolver solver;
  const auto regrets = regrets_of({{"open", test::plan_problem()}, {"late", late}}, solver, kExact);
  ASSERT_EQ(regrets.orders.size(), 3U);  // of each world's plan and of that of least regret
  EXPECT_EQ(regrets.orders[0], (FirstLots{{4}, {0}}));
  ASSERT_EQ(regrets.orders[0], regrets.orders[1]);
  EXPECT_EQ(regrets.cells[0][1].high, 0);
  EXPECT_EQ(regrets.cells[1][0].high, 0);
  EXPECT_EQ(regrets.plans[2], "least regret");
  EXPECT_EQ(regrets.orders[2], regrets.orders[0]);
}

// Finds the first plans and what all worlds order together, and then no plan of any one world.
class FirstPlansAlone : public Solver {
 public:
  using Solver::solve;
  Solution solve(const Milp& milp, const SolveLimits& limits,
                 const std::vector<double>& start) override {
    const bool is_joint = milp.columns.front().name.starts_with("order_");
    return is_joint || plans_++ < 2 ? solver_.solve(milp, limits, start) : Solution{};
  }
  std::optional<LinearOptimum> linear_optimum(const Milp& milp) override {
    return solver_.linear_optimum(milp);
  }

 private:
  io::CbcSolver solver_;
  int plans_ = 0;
};

TEST(Regret, first_orders_without_an_answer_in_some_world_are_not_called_best) {
  auto grown = test::plan_problem();
  grown.workloads[0].demand_per_s.assign(3, 60);
  FirstPlansAlone solver;
  const auto regrets = regrets_of({{"open", test::plan_problem()}, {"grown", grown}}, solver,
                                  kExact, Chances{{0.5, 0.5}, 0.1, 0.5});
  EXPECT_EQ(regrets.plans, (std::vector<std::string>{"open", "grown"}));
  ASSERT_TRUE(regrets.expectation);
  EXPECT_EQ(regrets.expectation->mean.size(), 2U);
  EXPECT_FALSE(regrets.expectation->mean[0]);
  EXPECT_FALSE(regrets.expectation->perfect_information);
  EXPECT_FALSE(regrets.expectation->hedging);
}

TEST(Regret, a_forbidden_import_is_lost_with_its_prepayment) {
  auto open = test::plan_problem();
  open.devices[0].prepayment_share = 0.5;
  auto banned = open;
  banned.bans = {{"ban", {0}, 0, 2}};
  io::CbcSolver solver;
  const auto regrets = regrets_of({{"open", open}, {"banned", banned}}, solver, kExact);
  // Of 4 imports at 100 half was paid; the ten at home were to be bought in the first period, which
  // only the imports were: nothing can serve, so there is no plan.
  EXPECT_FALSE(regrets.cells[0][1].is_known);
  EXPECT_FALSE(regrets.worst[0]);  // not the regret of the worlds that it has an answer in
  open.workloads[0].rent_price = banned.workloads[0].rent_price =
      300 / (40 * open.seconds_per_period());
  const auto rented = regrets_of({{"open", open}, {"banned", banned}}, solver, kExact);
  ASSERT_TRUE(rented.cells[0][1].is_known);
  // Rented for the first period, then ten at home for two: 300 + 140 + 200 lost, against 210.
  EXPECT_NEAR(rented.cells[0][1].cost, 300 + 140 + 200, 1e-6);
  EXPECT_NEAR(rented.cells[0][1].high, 640 - 210, 1e-6);
}

}  // namespace
}  // namespace fleetmark::fleet
