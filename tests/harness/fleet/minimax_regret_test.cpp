// SPDX-License-Identifier: Apache-2.0
#include "harness/fleet/minimax_regret.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "harness/fleet/regret.h"
#include "harness/io/cbc_solver.h"
#include "tests/harness/fleet/fleet_builders.h"

namespace fleetmark::fleet {
namespace {

constexpr SolveLimits kExact{.gap = 0, .seconds = 60, .most_nodes = 100'000};

double cost_of(const Milp& milp) {
  io::CbcSolver solver;
  const auto solution = solver.solve(milp, kExact);
  return solution.has_values() ? solution.objective : kUnbounded;
}

// Largest regret of first orders, every pair of which is tried.
double brute_force(const std::vector<World>& worlds, int most) {
  std::vector<double> own;
  for (const auto& world : worlds) own.push_back(cost_of(plan_model(world.problem).milp));
  double least = kUnbounded;
  for (int imports = 0; imports <= most; ++imports) {
    for (int home = 0; home <= most; ++home) {
      double worst = 0;
      for (std::size_t b = 0; b < worlds.size(); ++b) {
        const World& world = worlds[b];
        const PlanModel model = plan_model(world.problem);
        const bool is_banned = !world.problem.bans.empty();
        Milp milp = model.milp;
        const auto hold = [&](int device, double lots) {
          Column& column = milp.columns[static_cast<std::size_t>(
              model.lots[static_cast<std::size_t>(device)][0][0])];
          column.lower = column.upper = lots;
        };
        hold(0, is_banned ? 0 : imports);
        hold(1, home);
        const auto& device = world.problem.devices[0];
        const double lost =
            is_banned ? imports * device.prepayment_share * device.cash_price.front() : 0;
        worst = std::max(worst, cost_of(milp) + lost - own[b]);
      }
      least = std::min(least, worst);
    }
  }
  return least;
}

std::vector<World> random_worlds(std::mt19937& random) {
  const auto uniform = [&](double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random);
  };
  auto open = test::plan_problem(2);
  for (auto& device : open.devices) {
    device.capital = {uniform(5, 15), uniform(5, 15)};
    device.supply.assign(2, 4);
  }
  open.devices[0].prepayment_share = uniform(0, 0.5);
  open.workloads[0].demand_per_s = {uniform(10, 30), uniform(20, 60)};
  open.workloads[0].rent_price = uniform(60, 200) / (40 * open.seconds_per_period());
  auto banned = open;
  banned.bans = {{"ban", {0}, 0, 1}};
  auto tied = open;
  tied.ties = {test::plan_tie(1, uniform(0.5, 1.5))};
  return {{"open", open}, {"banned", banned}, {"tied", tied}};
}

TEST(MinimaxRegret, equals_trying_every_first_order) {
  std::mt19937 random(7);
  io::CbcSolver solver;
  int better_than_every_plan = 0;
  for (int i = 0; i < 6; ++i) {
    const auto worlds = random_worlds(random);
    const auto regrets = regrets_of(worlds, solver, kExact);
    ASSERT_TRUE(regrets.least_worst) << i;
    const double brute = brute_force(worlds, 4);
    EXPECT_NEAR(*regrets.least_worst, brute, 1e-6 * std::max(1.0, brute)) << i;
    ASSERT_EQ(regrets.cells.size(), worlds.size() + 1);
    EXPECT_NEAR(*regrets.worst.back(), brute, 1e-6 * std::max(1.0, brute)) << i;
    bool is_better = true;
    for (std::size_t a = 0; a < worlds.size(); ++a) {
      if (!regrets.worst[a]) continue;
      EXPECT_LE(*regrets.worst.back(), *regrets.worst[a] + 1e-6) << i;
      is_better = is_better && *regrets.worst.back() < *regrets.worst[a] - 1e-6;
    }
    if (is_better) ++better_than_every_plan;
  }
  EXPECT_GT(better_than_every_plan, 0) << "no instance in which hedging pays";
}

TEST(MinimaxRegret, a_world_without_a_plan_has_no_regret_to_weigh) {
  auto open = test::plan_problem();
  auto dark = open;
  dark.sites[0].power_kw.assign(3, 1);
  io::CbcSolver solver;
  const auto regrets = regrets_of({{"open", open}, {"dark", dark}}, solver, kExact);
  EXPECT_FALSE(regrets.least_worst);
  EXPECT_EQ(regrets.cells.size(), 2U);
}

}  // namespace
}  // namespace fleetmark::fleet
