// SPDX-License-Identifier: Apache-2.0
// See regret.h.
#include "harness/fleet/regret.h"

#include <algorithm>
#include <cmath>

#include "harness/fleet/minimax_regret.h"

namespace fleetmark::fleet {
namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

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

FirstLots first_lots_of(const PlanModel& model, const Solution& solution) {
  FirstLots first;
  for (const auto& device : model.lots) {
    auto& sites = first.emplace_back();
    for (const auto& periods : device) {
      const int column = periods.front();
      sites.push_back(column < 0 ? 0 : std::round(solution.values[at(column)]));
    }
  }
  return first;
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

}  // namespace

Regrets regrets_of(const std::vector<World>& worlds, Solver& solver, const SolveLimits& limits) {
  Regrets regrets;
  std::vector<PlanModel> models;
  std::vector<Solution> own;
  for (const auto& world : worlds) {
    regrets.names.push_back(world.name);
    models.push_back(plan_model(world.problem));
    own.push_back(solver.solve(models.back().milp, limits));
  }
  const auto cell_of = [&](const FirstLots& lots, std::size_t b) -> RegretCell {
    Milp milp = models[b].milp;
    hold_first_orders(worlds[b].problem, models[b], lots, milp);
    const Solution there = solver.solve(milp, limits);
    if (!there.has_values()) return {};
    return {true, there.objective, std::max(0.0, there.bound - own[b].objective),
            there.objective - own[b].bound};
  };
  for (std::size_t a = 0; a < worlds.size(); ++a) {
    auto& row = regrets.cells.emplace_back(worlds.size());
    for (std::size_t b = 0; b < worlds.size(); ++b) {
      if (!own[a].has_values() || !own[b].has_values()) continue;
      row[b] = a == b ? RegretCell{true, own[a].objective, 0, 0}
                      : cell_of(first_lots_of(models[a], own[a]), b);
    }
    regrets.worst.push_back(worst_of(row, own));
  }
  if (worlds.size() < 2) return regrets;
  const auto least = minimax_regret(worlds, models, own, solver, limits);
  if (!least.is_found) return regrets;
  regrets.least_worst = least.bound;
  auto& row = regrets.cells.emplace_back();
  for (std::size_t b = 0; b < worlds.size(); ++b) row.push_back(cell_of(least.lots, b));
  regrets.worst.push_back(worst_of(row, own));
  return regrets;
}

}  // namespace fleetmark::fleet
