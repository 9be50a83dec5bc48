// SPDX-License-Identifier: Apache-2.0
// See retest.h.
#include "harness/fleet/retest.h"

#include <algorithm>
#include <cmath>

#include "harness/cost/draws.h"
#include "harness/fleet/minimax_regret.h"

namespace fleetmark::fleet {
namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

// Whole decisions as the plan has them.
void hold(Milp& milp, const std::vector<double>& values) {
  for (std::size_t i = 0; i < milp.columns.size(); ++i) {
    Column& column = milp.columns[i];
    if (!column.is_integer) continue;
    column.lower = column.upper = std::round(values[i]);
    column.is_integer = false;
  }
}

// Demand that had to be met may be missed, at ten times the dearest way to serve it.
PlanProblem forgiving(PlanProblem problem) {
  double dearest = 0;
  for (const auto& load : problem.workloads) {
    dearest = std::max({dearest, load.rent_price.value_or(0), load.unmet_price});
  }
  for (const auto& device : problem.devices) {
    for (const auto& pair :
         problem.pairs[static_cast<std::size_t>(&device - problem.devices.data())]) {
      for (const auto& point : pair.points) {
        dearest = std::max(dearest, (device.capital.front() + device.running) /
                                        (point.per_s * problem.seconds_per_period()));
      }
    }
  }
  for (auto& load : problem.workloads) {
    load.most_unmet_share = 1;
    load.unmet_price = std::max(load.unmet_price, 10 * dearest);
    load.reserve_share = 0;
    load.survives_site_loss = false;
  }
  return problem;
}

PlanProblem with_rates(PlanProblem problem, const std::vector<double>& factors) {
  for (std::size_t i = 0; i < problem.devices.size(); ++i) {
    for (auto& pair : problem.pairs[i]) {
      for (auto& point : pair.points) {
        // From what was planned with to the median, and from there to the draw.
        point.per_s *= pair.median_factor * std::exp(pair.sigma * factors[i]);
      }
    }
  }
  return problem;
}

struct Outcome {
  std::vector<double> unmet, rented;  // share of each workload's demand
  double cost = 0;
};

Outcome outcome_of(const PlanProblem& problem, const PlanModel& model, const Solution& solution) {
  Outcome outcome;
  outcome.cost = solution.objective;
  for (std::size_t w = 0; w < problem.workloads.size(); ++w) {
    double demand = 0, unmet = 0, rented = 0;
    double discount = 1;
    for (int t = 0; t < problem.periods; ++t, discount *= problem.discount_per_period) {
      const auto value = [&](int column) { return column < 0 ? 0 : solution.values[at(column)]; };
      demand += problem.workloads[w].demand_per_s[at(t)];
      unmet += value(model.unmet[w][at(t)]);
      rented += value(model.rent[w][at(t)]);
      outcome.cost -= discount * problem.seconds_per_period() * problem.workloads[w].unmet_price *
                      value(model.unmet[w][at(t)]);
    }
    outcome.unmet.push_back(demand > 0 ? unmet / demand : 0);
    outcome.rented.push_back(demand > 0 ? rented / demand : 0);
  }
  return outcome;
}

// Factors of one draw: a standard normal for each device.
std::vector<std::vector<double>> factors_of(const PlanProblem& problem,
                                            const RetestSettings& settings) {
  std::vector<std::vector<double>> by_draw(settings.draws,
                                           std::vector<double>(problem.devices.size()));
  for (std::size_t i = 0; i < problem.devices.size(); ++i) {
    const auto draws =
        cost::normal_draws(settings.seed, "rate/" + problem.devices[i].id, settings.draws);
    for (std::size_t k = 0; k < settings.draws; ++k) by_draw[k][i] = draws[k];
  }
  return by_draw;
}

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

std::vector<std::vector<std::vector<double>>> lots_of(const PlanModel& model,
                                                      const Solution& solution) {
  std::vector<std::vector<std::vector<double>>> lots;
  for (const auto& device : model.lots) {
    auto& sites = lots.emplace_back();
    for (const auto& site : device) {
      auto& periods = sites.emplace_back();
      for (const int column : site) {
        periods.push_back(column < 0 ? 0 : std::round(solution.values[at(column)]));
      }
    }
  }
  return lots;
}

FirstLots first_lots_of(const PlanModel& model, const Solution& solution) {
  FirstLots first;
  for (const auto& device : lots_of(model, solution)) {
    auto& sites = first.emplace_back();
    for (const auto& periods : device) sites.push_back(periods.front());
  }
  return first;
}

double worst_of(const std::vector<RegretCell>& cells) {
  double worst = 0;
  for (const auto& cell : cells) worst = std::max(worst, cell.high);
  return worst;
}

}  // namespace

Retest retest(const PlanProblem& problem, const PlanModel& model, const Solution& plan,
              Solver& solver, const RetestSettings& settings) {
  const PlanProblem base = forgiving(problem);
  std::vector<std::vector<double>> unmet(problem.workloads.size());
  std::vector<std::vector<double>> rented(problem.workloads.size());
  std::vector<double> costs;
  std::size_t kept = 0;
  const auto lots = lots_of(model, plan);
  for (const auto& factors : factors_of(problem, settings)) {
    const PlanProblem drawn = with_rates(base, factors);
    PlanModel served = plan_model(drawn);
    std::vector<double> values(served.milp.columns.size());
    for (std::size_t i = 0; i < served.lots.size(); ++i) {
      for (std::size_t z = 0; z < served.lots[i].size(); ++z) {
        for (std::size_t t = 0; t < served.lots[i][z].size(); ++t) {
          const int column = served.lots[i][z][t];
          if (column >= 0) values[at(column)] = lots[i][z][t];
        }
      }
      for (std::size_t w = 0; w < served.porting[i].size(); ++w) {
        for (std::size_t t = 0; t < served.porting[i][w].size(); ++t) {
          values[at(served.porting[i][w][t])] = plan.values[at(model.porting[i][w][t])];
        }
      }
    }
    // What was bought was allowed; serving is all that is asked again.
    std::erase_if(served.milp.rows, [](const Row& row) {
      const auto limit = static_cast<Limit>(row.family);
      return limit == Limit::kLocality || limit == Limit::kLeastOrder;
    });
    hold(served.milp, values);
    const Solution solution = solver.solve(served.milp, {});
    if (!solution.has_values()) continue;
    const Outcome outcome = outcome_of(drawn, served, solution);
    bool is_kept = true;
    for (std::size_t w = 0; w < unmet.size(); ++w) {
      unmet[w].push_back(outcome.unmet[w]);
      rented[w].push_back(outcome.rented[w]);
      is_kept = is_kept && outcome.unmet[w] <= problem.workloads[w].most_unmet_share + 1e-6;
    }
    if (is_kept) ++kept;
    costs.push_back(outcome.cost);
  }
  Retest result;
  result.draws = costs.size();
  if (costs.empty()) return result;
  result.share_kept = static_cast<double>(kept) / static_cast<double>(costs.size());
  const auto cost = cost::quantiles_of(costs, {0.5, 0.95});
  result.cost_p50 = cost[0];
  result.cost_p95 = cost[1];
  for (std::size_t w = 0; w < unmet.size(); ++w) {
    const auto u = cost::quantiles_of(unmet[w], {0.5, 0.95});
    const auto r = cost::quantiles_of(rented[w], {0.5, 0.95});
    result.workloads.push_back({u[0], u[1], r[0], r[1]});
  }
  return result;
}

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
    regrets.worst.push_back(worst_of(row));
  }
  if (worlds.size() < 2) return regrets;
  const auto least = minimax_regret(worlds, models, own, solver, limits);
  if (!least.is_found) return regrets;
  regrets.least_worst = least.bound;
  auto& row = regrets.cells.emplace_back();
  for (std::size_t b = 0; b < worlds.size(); ++b) row.push_back(cell_of(least.lots, b));
  regrets.worst.push_back(worst_of(row));
  return regrets;
}

}  // namespace fleetmark::fleet
