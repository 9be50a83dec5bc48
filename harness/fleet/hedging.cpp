// SPDX-License-Identifier: Apache-2.0
// See hedging.h.
#include "harness/fleet/hedging.h"

#include <algorithm>
#include <numeric>
#include <string>

namespace fleetmark::fleet {
namespace {

Hedge solved(JointProgram& joint, Solver& solver, const SolveLimits& limits) {
  const Solution solution = solver.solve(joint.milp(), limits);
  if (!solution.has_values()) return {};
  return {true, joint.lots_of(solution), solution.bound, solution.gap()};
}

bool have_plans(const std::vector<Solution>& own) {
  return !own.empty() && std::ranges::all_of(own, &Solution::has_values);
}

}  // namespace

Hedge minimax_regret(const std::vector<World>& worlds, const std::vector<PlanModel>& models,
                     const std::vector<Solution>& own, Solver& solver, const SolveLimits& limits) {
  if (!have_plans(own)) return {};
  JointProgram joint(worlds, models, own);
  Milp& milp = joint.milp();
  const int regret = milp.add_column({"regret", 1, 0, kUnbounded, false});
  for (std::size_t b = 0; b < worlds.size(); ++b) {
    milp.add_row({"regret_" + std::to_string(b + 1),
                  {{regret, 1}, {joint.cost_of(b), -1}},
                  -own[b].objective,
                  kUnbounded,
                  0});
  }
  Hedge hedge = solved(joint, solver, limits);
  hedge.bound = std::max(0.0, hedge.bound);
  return hedge;
}

double tail_mean(const std::vector<double>& costs, const std::vector<double>& weights,
                 double tail_share) {
  std::vector<std::size_t> order(costs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) { return costs[a] > costs[b]; });
  double left = tail_share;
  double sum = 0;
  for (const std::size_t b : order) {
    const double part = std::min(left, weights[b]);
    sum += part * costs[b];
    left -= part;
  }
  // What rounding leaves of the share falls to the cheapest world.
  return (sum + std::max(0.0, left) * costs[order.back()]) / tail_share;
}

Hedge least_expected_cost(const std::vector<World>& worlds, const std::vector<PlanModel>& models,
                          const std::vector<Solution>& own, const Chances& chances, Solver& solver,
                          const SolveLimits& limits) {
  if (!have_plans(own)) return {};
  JointProgram joint(worlds, models, own);
  Milp& milp = joint.milp();
  for (std::size_t b = 0; b < worlds.size(); ++b) {
    milp.columns[at(joint.cost_of(b))].cost = (1 - chances.risk_weight) * chances.weights[b];
  }
  if (chances.risk_weight > 0) {
    // Tail mean = least over `level` of level + sum of weight x (cost - level)+ / share.
    const int level =
        milp.add_column({"level", chances.risk_weight, -kUnbounded, kUnbounded, false});
    for (std::size_t b = 0; b < worlds.size(); ++b) {
      const double cost = chances.risk_weight * chances.weights[b] / chances.tail_share;
      const std::string name = "beyond_" + std::to_string(b + 1);
      const int beyond = milp.add_column({name, cost, 0, kUnbounded, false});
      milp.add_row({name, {{beyond, 1}, {joint.cost_of(b), -1}, {level, 1}}, 0, kUnbounded, 0});
    }
  }
  return solved(joint, solver, limits);
}

}  // namespace fleetmark::fleet
