// SPDX-License-Identifier: Apache-2.0
// See regret.h.
#include "harness/fleet/regret.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace fleetmark::fleet {
namespace {

// Of the first period's imports, what `world` lets in: bans at once, quotas by their first span.
void hold_first_orders(const PlanProblem& world, const PlanModel& model, const FirstLots& lots,
                       Milp& milp) {
  for (std::size_t i = 0; i < world.devices.size(); ++i) {
    double room = kUnbounded;
    const PlanDevice& device = world.devices[i];
    const auto speaks = [&](const std::vector<int>& devices) {
      return std::ranges::find(devices, static_cast<int>(i)) != devices.end();
    };
    for (const auto& ban : world.bans) {
      if (ban.from == 0 && speaks(ban.devices)) room = 0;
    }
    for (const auto& quota : world.quotas) {
      if (quota.from == 0 && speaks(quota.devices)) {
        room = std::min(room, std::floor(quota.limit / device.devices_per_lot));
      }
    }
    for (std::size_t z = 0; z < world.sites.size(); ++z) {
      const int column = model.lots[i][z].front();
      if (column < 0) continue;
      const double delivered = std::min(lots[i][z], room);
      room -= delivered;
      Column& held = milp.columns[at(column)];
      held.lower = std::min(delivered, held.upper);
      held.upper = held.lower;
      const double lost = lots[i][z] - delivered;
      milp.constant +=
          lost * device.devices_per_lot * device.prepayment_share * device.cash_price.front();
    }
  }
}

std::optional<double> worst_of(const std::vector<RegretCell>& cells,
                               const std::vector<Solution>& own) {
  double worst = 0;
  for (std::size_t b = 0; b < cells.size(); ++b) {
    if (!own[b].has_values()) continue;  // no plan at all: nothing to regret there
    if (!cells[b].is_known) return std::nullopt;
    worst = std::max(worst, cells[b].high);
  }
  return worst;
}

class Comparison {
 public:
  Comparison(const std::vector<World>& worlds, Solver& solver, const SolveLimits& limits)
      : worlds_(worlds), solver_(solver), limits_(limits) {
    for (const auto& world : worlds_) {
      regrets_.names.push_back(world.name);
      models_.push_back(plan_model(world.problem));
    }
    limits_.watcher = nullptr;  // searches run side by side
    own_ = solver_.each(worlds_.size(),
                        [&](std::size_t b) { return solver_.solve(models_[b].milp, limits_); });
    for (std::size_t a = 0; a < worlds_.size(); ++a) add_own_plan(a);
  }

  void add_least_regret() {
    const Hedge least = minimax_regret(worlds_, models_, own_, solver_, limits_);
    if (!least.is_found) return;
    regrets_.least_worst = least.bound;
    add_plan("least regret", least.lots);
  }

  void add_expectation(const Chances& chances) {
    Expectation& expectation = regrets_.expectation.emplace();
    expectation.chances = chances;
    Chances mean_alone = chances;
    mean_alone.risk_weight = 0;
    const Hedge least = least_expected_cost(worlds_, models_, own_, mean_alone, solver_, limits_);
    const std::size_t row = regrets_.plans.size();
    if (least.is_found) add_plan("least mean cost", least.lots);
    if (least.is_found && chances.risk_weight > 0) {
      const Hedge weighed = least_expected_cost(worlds_, models_, own_, chances, solver_, limits_);
      if (weighed.is_found) add_plan("least weighed cost", weighed.lots);
    }
    for (const auto& cells : regrets_.cells) add_moments(cells, expectation);
    if (least.is_found) add_values(row, least.bound, expectation);
  }

  [[nodiscard]] Regrets take() { return std::move(regrets_); }

 private:
  // What first orders cost in each world; not searched in world `known`.
  std::vector<RegretCell> cells_of(const FirstLots& lots, std::optional<std::size_t> known = {}) {
    const auto found = solver_.each(worlds_.size(), [&](std::size_t b) {
      if (!own_[b].has_values() || b == known) return Solution{};
      Milp milp = models_[b].milp;
      hold_first_orders(worlds_[b].problem, models_[b], lots, milp);
      return solver_.solve(milp, limits_);
    });
    std::vector<RegretCell> cells;
    for (std::size_t b = 0; b < found.size(); ++b) {
      cells.push_back(found[b].has_values() ? cell_of(found[b], own_[b]) : RegretCell{});
    }
    return cells;
  }

  static RegretCell cell_of(const Solution& there, const Solution& own) {
    return {true, there.objective, std::max(0.0, there.bound - own.objective),
            there.objective - own.bound, there.bound};
  }

  void add_own_plan(std::size_t a) {
    auto& row = regrets_.cells.emplace_back(worlds_.size());
    regrets_.plans.push_back(worlds_[a].name);
    if (own_[a].has_values()) {
      row = cells_of(first_lots_of(models_[a], own_[a]), a);
      row[a] = {true, own_[a].objective, 0, 0, own_[a].bound};
    }
    regrets_.worst.push_back(worst_of(row, own_));
  }

  void add_plan(const std::string& name, const FirstLots& lots) {
    regrets_.plans.push_back(name);
    const auto& row = regrets_.cells.emplace_back(cells_of(lots));
    regrets_.worst.push_back(worst_of(row, own_));
  }

  static void add_moments(const std::vector<RegretCell>& cells, Expectation& expectation) {
    std::optional<double> mean;
    std::optional<double> tail;
    if (std::ranges::all_of(cells, &RegretCell::is_known)) {
      const auto& weights = expectation.chances.weights;
      std::vector<double> costs;
      mean = 0;
      for (std::size_t b = 0; b < cells.size(); ++b) {
        costs.push_back(cells[b].cost);
        *mean += weights[b] * cells[b].cost;
      }
      tail = tail_mean(costs, weights, expectation.chances.tail_share);
    }
    expectation.mean.push_back(mean);
    expectation.tail.push_back(tail);
  }

  // `row`: of the least mean cost, `bound` what is proven of it.
  void add_values(std::size_t row, double bound, Expectation& expectation) const {
    const auto& least = expectation.mean[row];
    if (!least) return;
    Span foreseen;  // mean of the worlds' own plans
    for (std::size_t b = 0; b < worlds_.size(); ++b) {
      foreseen.low += expectation.chances.weights[b] * own_[b].bound;
      foreseen.high += expectation.chances.weights[b] * own_[b].objective;
    }
    expectation.perfect_information =
        Span{std::max(0.0, bound - foreseen.high), std::max(0.0, *least - foreseen.low)};
    if (const auto& alone = expectation.mean.front()) {
      double alone_bound = 0;
      for (std::size_t b = 0; b < worlds_.size(); ++b) {
        alone_bound += expectation.chances.weights[b] * regrets_.cells.front()[b].bound;
      }
      expectation.hedging =
          Span{std::max(0.0, alone_bound - *least), std::max(0.0, *alone - bound)};
    }
  }

  const std::vector<World>& worlds_;
  Solver& solver_;
  SolveLimits limits_;
  std::vector<PlanModel> models_;
  std::vector<Solution> own_;
  Regrets regrets_;
};

}  // namespace

Regrets regrets_of(const std::vector<World>& worlds, Solver& solver, const SolveLimits& limits,
                   const std::optional<Chances>& chances) {
  Comparison comparison(worlds, solver, limits);
  if (worlds.size() > 1) comparison.add_least_regret();
  if (worlds.size() > 1 && chances) comparison.add_expectation(*chances);
  return comparison.take();
}

}  // namespace fleetmark::fleet
