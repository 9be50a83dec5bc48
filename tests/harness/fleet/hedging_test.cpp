// SPDX-License-Identifier: Apache-2.0
#include "harness/fleet/hedging.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "harness/fleet/regret.h"
#include "harness/fleet/world_change.h"
#include "harness/io/cbc_solver.h"
#include "tests/harness/fleet/fleet_builders.h"
#include "tests/harness/fleet/solved_plan.h"
#include "tests/support/sanitizer.h"

namespace fleetmark::fleet {
namespace {

using test::kExact;

double cost_of(const Milp& milp) {
  io::CbcSolver solver;
  const auto solution = solver.solve(milp, kExact);
  return solution.has_values() ? solution.objective : kUnbounded;
}

// What first orders cost in each world, for every pair of them.
std::vector<std::vector<double>> costs_of_all(const std::vector<World>& worlds, int most) {
  std::vector<std::vector<double>> all;
  for (int imports = 0; imports <= most; ++imports) {
    for (int home = 0; home <= most; ++home) {
      auto& costs = all.emplace_back();
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
        costs.push_back(cost_of(milp) + lost);
      }
    }
  }
  return all;
}

// Least over all first orders of `value` of their costs.
template <typename Value>
double least_of(const std::vector<std::vector<double>>& all, Value value) {
  double least = kUnbounded;
  for (const auto& costs : all) least = std::min(least, value(costs));
  return least;
}

std::vector<double> own_costs(const std::vector<World>& worlds) {
  std::vector<double> own;
  for (const auto& world : worlds) own.push_back(cost_of(plan_model(world.problem).milp));
  return own;
}

double largest_regret(const std::vector<double>& costs, const std::vector<double>& own) {
  double worst = 0;
  for (std::size_t b = 0; b < costs.size(); ++b) worst = std::max(worst, costs[b] - own[b]);
  return worst;
}

double mean_of(const std::vector<double>& costs, const std::vector<double>& weights) {
  double sum = 0;
  for (std::size_t b = 0; b < costs.size(); ++b) sum += weights[b] * costs[b];
  return sum;
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
  for (int i = 0; i < (test::kIsSanitized ? 1 : 6); ++i) {
    const auto worlds = random_worlds(random);
    const auto regrets = regrets_of(worlds, solver, kExact);
    ASSERT_TRUE(regrets.least_worst) << i;
    const auto own = own_costs(worlds);
    const double brute = least_of(costs_of_all(worlds, 4),
                                  [&](const auto& costs) { return largest_regret(costs, own); });
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
  if (test::kIsSanitized) return;
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

TEST(TailMean, is_the_mean_of_the_worst_share) {
  const std::vector<double> costs{1, 10, 4};
  const std::vector<double> weights{0.5, 0.2, 0.3};
  EXPECT_DOUBLE_EQ(tail_mean(costs, weights, 0.2), 10);
  EXPECT_DOUBLE_EQ(tail_mean(costs, weights, 0.1), 10);
  EXPECT_DOUBLE_EQ(tail_mean(costs, weights, 0.5), (0.2 * 10 + 0.3 * 4) / 0.5);
  EXPECT_DOUBLE_EQ(tail_mean(costs, weights, 1), 0.2 * 10 + 0.3 * 4 + 0.5 * 1);
}

TEST(LeastExpectedCost, equals_trying_every_first_order) {
  std::mt19937 random(11);
  io::CbcSolver solver;
  int worth_hedging = 0;
  for (int i = 0; i < (test::kIsSanitized ? 1 : 3); ++i) {
    auto worlds = random_worlds(random);
    // In place of the tie, under which the open plan's orders may have no answer.
    worlds[2] = {"grown", worlds[0].problem};
    apply({WorldChangeKind::kDemand, 1.5}, worlds[2].problem);
    const Chances chances{{0.5, 0.3, 0.2}, 0.4, 0.5};
    const auto regrets = regrets_of(worlds, solver, kExact, chances);
    ASSERT_TRUE(regrets.expectation) << i;
    ASSERT_EQ(regrets.plans.size(), worlds.size() + 3);
    const auto& expectation = *regrets.expectation;
    const auto all = costs_of_all(worlds, 4);
    const auto own = own_costs(worlds);
    const auto mean = [&](const auto& costs) { return mean_of(costs, chances.weights); };
    const double least_mean = least_of(all, mean);
    const auto near = [](double value) { return 1e-6 * std::max(1.0, std::fabs(value)); };
    EXPECT_NEAR(*expectation.mean[worlds.size() + 1], least_mean, near(least_mean)) << i;
    const double least_weighed = least_of(all, [&](const auto& costs) {
      return 0.5 * mean(costs) + 0.5 * tail_mean(costs, chances.weights, chances.tail_share);
    });
    EXPECT_NEAR(0.5 * *expectation.mean.back() + 0.5 * *expectation.tail.back(), least_weighed,
                near(least_weighed))
        << i;
    // What is proven is of that very sum: at no gap it is the sum itself.
    std::vector<PlanModel> models;
    std::vector<Solution> plans;
    for (const auto& world : worlds) {
      models.push_back(plan_model(world.problem));
      plans.push_back(solver.solve(models.back().milp, kExact));
    }
    const Hedge weighed = least_expected_cost(worlds, models, plans, chances, solver, kExact);
    EXPECT_NEAR(weighed.bound, least_weighed, 10 * near(least_weighed)) << i;
    // With first orders alone whole, the bound still is one, nothing else ordered first does better
    // there, and what is chosen costs at least what it is judged to.
    const Hedge likely = least_expected_cost(worlds, models, plans, chances, solver, kExact, 0);
    ASSERT_TRUE(likely.is_found) << i;
    EXPECT_LE(likely.bound, least_weighed + 10 * near(least_weighed)) << i;
    EXPECT_NEAR(likely.gap, 0, 1e-6) << i;
    const auto& costs = all.at(static_cast<std::size_t>(likely.lots[0][0] * 5 + likely.lots[1][0]));
    const double weighed_cost =
        0.5 * mean(costs) + 0.5 * tail_mean(costs, chances.weights, chances.tail_share);
    EXPECT_LE(likely.bound / (1 - likely.gap), weighed_cost + 10 * near(weighed_cost)) << i;
    // Knowing is worth the difference to each world's own plan; hedging that to the first's.
    const double knowing = least_mean - mean(own);
    ASSERT_TRUE(expectation.perfect_information) << i;
    EXPECT_LE(expectation.perfect_information->low, knowing + near(least_mean)) << i;
    EXPECT_GE(expectation.perfect_information->high, knowing - near(least_mean)) << i;
    EXPECT_NEAR(expectation.perfect_information->high, knowing, near(least_mean)) << i;
    ASSERT_TRUE(expectation.hedging) << i;
    EXPECT_NEAR(expectation.hedging->high, *expectation.mean.front() - least_mean, near(least_mean))
        << i;
    if (expectation.hedging->low > near(least_mean)) ++worth_hedging;
  }
  if (test::kIsSanitized) return;
  EXPECT_GT(worth_hedging, 0) << "no instance in which hedging pays";
}

}  // namespace
}  // namespace fleetmark::fleet
