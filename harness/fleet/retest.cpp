// SPDX-License-Identifier: Apache-2.0
// See retest.h.
#include "harness/fleet/retest.h"

#include <algorithm>
#include <cmath>

#include "harness/cost/draws.h"

namespace fleetmark::fleet {
namespace {

// Whole decisions as the plan has them.
void hold(Milp& milp, const std::vector<double>& values) {
  for (std::size_t i = 0; i < milp.columns.size(); ++i) {
    Column& column = milp.columns[i];
    if (!column.is_integer) continue;
    column.is_integer = false;
    if (column.is_sum) continue;  // follows from what is held
    column.lower = column.upper = std::round(values[i]);
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

using Columns = std::vector<std::vector<std::vector<int>>>;

// What the plan decided, in the same columns of another program.
void copy(const Columns& from, const std::vector<double>& plan, const Columns& to,
          std::vector<double>& values) {
  for (std::size_t a = 0; a < to.size(); ++a) {
    for (std::size_t b = 0; b < to[a].size(); ++b) {
      for (std::size_t t = 0; t < to[a][b].size(); ++t) {
        if (to[a][b][t] >= 0) values[at(to[a][b][t])] = plan[at(from[a][b][t])];
      }
    }
  }
}

// As it was put in.
void hold_network(const Columns& from, const std::vector<double>& plan, const Columns& to,
                  Milp& milp) {
  std::vector<double> values(milp.columns.size(), kUnbounded);
  copy(from, plan, to, values);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] == kUnbounded) continue;
    milp.columns[i].lower = milp.columns[i].upper = std::round(values[i]);
  }
}

}  // namespace

Retest retest(const PlanProblem& problem, const PlanModel& model, const Solution& plan,
              Solver& solver, const RetestSettings& settings) {
  const PlanProblem base = forgiving(problem);
  std::vector<std::vector<double>> unmet(problem.workloads.size());
  std::vector<std::vector<double>> rented(problem.workloads.size());
  std::vector<double> costs;
  std::size_t kept = 0;
  for (const auto& factors : factors_of(problem, settings)) {
    const PlanProblem drawn = with_rates(base, factors);
    PlanModel served = plan_model(drawn);
    std::vector<double> values(served.milp.columns.size());
    copy(model.lots, plan.values, served.lots, values);
    copy(model.porting, plan.values, served.porting, values);
    for (std::size_t k = 0; k < served.retirements.size(); ++k) {
      values[at(served.retirements[k].column)] = plan.values[at(model.retirements[k].column)];
    }
    // What was bought was allowed; serving is all that is asked again.
    std::erase_if(served.milp.rows, [](const Row& row) {
      const auto limit = static_cast<Limit>(row.family);
      return limit == Limit::kLocality || limit == Limit::kLeastOrder;
    });
    // A draw takes milliseconds so; whole replicas would take a search.
    served.milp = without_details(std::move(served.milp));
    hold(served.milp, values);
    hold_network(model.fabric, plan.values, served.fabric, served.milp);
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

}  // namespace fleetmark::fleet
