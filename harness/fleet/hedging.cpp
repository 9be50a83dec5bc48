// SPDX-License-Identifier: Apache-2.0
// See hedging.h.
#include "harness/fleet/hedging.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

namespace fleetmark::fleet {
namespace {

// The best where only first orders have to be whole, whose cost bounds all others, and what the
// worlds would order by themselves: all that is decided later need not be whole here.
Hedge chosen(const JointProgram& joint, std::vector<FirstLots> likely, Solver& solver,
             const SolveLimits& limits) {
  const Solution bound = solver.solve(joint.with_whole_orders_alone(), limits);
  if (bound.has_values()) likely.push_back(joint.lots_of(bound));
  const auto costs = solver.each(likely.size(), [&](std::size_t k) {
    return solver.solve(relaxed(joint.with_orders(likely[k])), limits);
  });
  const auto best = std::ranges::min_element(costs, {}, &Solution::objective);
  if (!best->has_values()) return {};
  const auto k = static_cast<std::size_t>(best - costs.begin());
  Solution least = *best;
  least.bound = std::min(bound.bound, least.objective);
  return {true, likely[k], least.bound, least.gap()};
}

Hedge solved(JointProgram& joint, const std::vector<PlanModel>& models,
             const std::vector<Solution>& own, Solver& solver, SolveLimits limits,
             std::size_t most_whole) {
  if (joint.milp().integers() <= most_whole) {
    const Solution solution = solver.solve(joint.milp(), limits);
    if (!solution.has_values()) return {};
    return {true, joint.lots_of(solution), solution.bound, solution.gap()};
  }
  limits.watcher = nullptr;  // of programs that need not be whole, which find no plan
  std::vector<FirstLots> likely;
  for (std::size_t b = 0; b < models.size(); ++b) {
    likely.push_back(first_lots_of(models[b], own[b]));
  }
  return chosen(joint, std::move(likely), solver, limits);
}

bool have_plans(const std::vector<Solution>& own) {
  return !own.empty() && std::ranges::all_of(own, &Solution::has_values);
}

}  // namespace

Hedge minimax_regret(const std::vector<World>& worlds, const std::vector<PlanModel>& models,
                     const std::vector<Solution>& own, Solver& solver, const SolveLimits& limits,
                     std::size_t most_whole) {
  if (!have_plans(own)) return {};
  JointProgram joint(worlds, models, own);
  Milp& milp = joint.milp();
  // The regret comes on top of what a plan costs: a gap relative to the regret alone, which may be
  // next to nothing, would never be closed.
  const double base = std::fabs(own.front().objective);
  const int regret = milp.add_column({"base_and_regret", 1, base, kUnbounded, false});
  for (std::size_t b = 0; b < worlds.size(); ++b) {
    milp.add_row({"regret_" + std::to_string(b + 1),
                  {{regret, 1}, {joint.cost_of(b), -1}},
                  base - own[b].objective,
                  kUnbounded,
                  0});
  }
  Hedge hedge = solved(joint, models, own, solver, limits, most_whole);
  // Less than that is a difference of rounding.
  const double over = hedge.bound - base;
  hedge.bound = over > 1e-9 * base ? over : 0;
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
                          const SolveLimits& limits, std::size_t most_whole) {
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
  return solved(joint, models, own, solver, limits, most_whole);
}

}  // namespace fleetmark::fleet
