// SPDX-License-Identifier: Apache-2.0
// See regret.h.
#include "harness/fleet/regret.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
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

double mean_of(const std::vector<double>& costs, const std::vector<double>& weights) {
  return std::inner_product(costs.begin(), costs.end(), weights.begin(), 0.0);
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
    for (std::size_t a = 0; a < worlds_.size(); ++a) {
      own_lots_.push_back(own_[a].has_values() ? first_lots_of(models_[a], own_[a]) : FirstLots());
    }
    for (std::size_t a = 0; a < worlds_.size(); ++a) {
      add_plan({worlds_[a].name, own_lots_[a],
                own_lots_[a].empty() ? std::vector<RegretCell>(worlds_.size())
                                     : cells_of(own_lots_[a])});
    }
  }

  // First orders for all worlds: those that the searches find, or any plan's that turn out better
  // once all that follows is whole.
  void add_hedges(const std::optional<Chances>& chances) {
    const Hedge steady = minimax_regret(worlds_, models_, own_, solver_, limits_);
    Hedge mean;
    Hedge weighed;
    if (chances) {
      Chances mean_alone = *chances;
      mean_alone.risk_weight = 0;
      mean = least_expected_cost(worlds_, models_, own_, mean_alone, solver_, limits_);
      if (chances->risk_weight > 0) {
        weighed = least_expected_cost(worlds_, models_, own_, *chances, solver_, limits_);
      }
    }
    for (const Hedge& hedge : {steady, mean, weighed}) {
      if (hedge.is_found) candidates_.push_back({"", hedge.lots, cells_of(hedge.lots)});
    }
    if (steady.is_found) {
      regrets_.least_worst = steady.bound;
      add_best("least regret", [&](const Cells& cells) { return worst_of(cells, own_); });
    }
    if (!chances) return;
    Expectation& expectation = regrets_.expectation.emplace();
    expectation.chances = *chances;
    const std::size_t row = regrets_.plans.size();
    const bool has_mean = mean.is_found && add_best("least mean cost", [&](const Cells& cells) {
                            return weighed_of(cells, *chances, 0);
                          });
    if (weighed.is_found) {
      add_best("least weighed cost", [&](const Cells& cells) {
        return weighed_of(cells, *chances, chances->risk_weight);
      });
    }
    for (const auto& cells : regrets_.cells) {
      expectation.mean.push_back(weighed_of(cells, *chances, 0));
      expectation.tail.push_back(weighed_of(cells, *chances, 1));
    }
    if (has_mean) add_values(row, mean.bound, expectation);
  }

  [[nodiscard]] Regrets take() { return std::move(regrets_); }

 private:
  using Cells = std::vector<RegretCell>;
  struct Candidate {
    std::string name;
    FirstLots lots;
    Cells cells;
  };

  // What first orders cost in each world; in one whose own plan orders the same, that plan is it.
  Cells cells_of(const FirstLots& lots) {
    if (const auto known = known_.find(lots); known != known_.end()) return known->second;
    const auto found = solver_.each(worlds_.size(), [&](std::size_t b) {
      if (!own_[b].has_values() || own_lots_[b] == lots) return own_[b];
      Milp milp = models_[b].milp;
      hold_first_orders(worlds_[b].problem, models_[b], lots, milp);
      return solver_.solve(milp, limits_);
    });
    Cells cells;
    for (std::size_t b = 0; b < found.size(); ++b) {
      cells.push_back(found[b].has_values() ? cell_of(found[b], own_[b]) : RegretCell{});
    }
    return known_.emplace(lots, std::move(cells)).first->second;
  }

  static RegretCell cell_of(const Solution& there, const Solution& own) {
    return {true, there.objective, std::max(0.0, there.bound - own.objective),
            there.objective - own.bound, there.bound};
  }

  void add_plan(Candidate plan) {
    regrets_.plans.push_back(plan.name);
    regrets_.orders.push_back(plan.lots);
    regrets_.cells.push_back(plan.cells);
    regrets_.worst.push_back(plan.lots.empty() ? std::nullopt : worst_of(plan.cells, own_));
    candidates_.push_back(std::move(plan));
  }

  // `measure` of cells: the less the better; none: it has no answer in some world. Those last found
  // are for this very measure: they go before plans that are as good. False where none has one.
  template <typename Measure>
  bool add_best(const std::string& name, const Measure& measure) {
    const Candidate* best = nullptr;
    std::optional<double> least;
    for (const auto& candidate : candidates_) {
      const auto value = measure(candidate.cells);
      if (value && (!least || *value <= *least)) {
        least = value;
        best = &candidate;
      }
    }
    if (best == nullptr) return false;
    add_plan({name, best->lots, best->cells});
    return true;
  }

  static std::optional<double> weighed_of(const Cells& cells, const Chances& chances,
                                          double risk_weight) {
    if (!std::ranges::all_of(cells, &RegretCell::is_known)) return std::nullopt;
    std::vector<double> costs;
    for (const auto& cell : cells) costs.push_back(cell.cost);
    return (1 - risk_weight) * mean_of(costs, chances.weights) +
           risk_weight * tail_mean(costs, chances.weights, chances.tail_share);
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
  std::vector<FirstLots> own_lots_;    // of each world's own plan; empty where there is none
  std::vector<Candidate> candidates_;  // first orders whose costs are known
  std::map<FirstLots, Cells> known_;
  Regrets regrets_;
};

}  // namespace

Regrets regrets_of(const std::vector<World>& worlds, Solver& solver, const SolveLimits& limits,
                   const std::optional<Chances>& chances) {
  Comparison comparison(worlds, solver, limits);
  if (worlds.size() > 1) comparison.add_hedges(chances);
  return comparison.take();
}

}  // namespace fleetmark::fleet
