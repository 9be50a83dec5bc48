// SPDX-License-Identifier: Apache-2.0
// See plan_search.h.
#include "harness/cli/plan_search.h"

#include <algorithm>

#include "harness/cli/plan_worlds.h"
#include "harness/report/numbers.h"

namespace fleetmark::cli {

std::string policies_line(const PlanData& data) {
  std::string line = "Policies: ";
  for (const auto& policy : data.policies) {
    line += (line.ends_with(' ') ? "" : ", ") + policy.id +
            (policy.is_assumption() ? " (assumption)" : "");
  }
  return data.policies.empty() ? "Policies: none" : line;
}

report::PlanTitle title_of(const PlanData& data) {
  return {data.scenario.name,
          report::period_names(data.scenario.first_period, data.scenario.periods,
                               data.scenario.months_per_period),
          data.units};
}

// Less than that apart, cost and bound are the same number in the solver's arithmetic.
constexpr double kLeastGap = 1e-9;

std::string search_line(const fleet::Solution& solution, const fleet::PlanModel& model) {
  const double gap = solution.gap() < kLeastGap ? 0.0 : solution.gap();
  return "Search: " + std::to_string(model.milp.columns.size()) + " columns (" +
         std::to_string(model.milp.integers()) + " whole), " +
         std::to_string(model.milp.rows.size()) + " rows; within " + report::percent(gap, 2) +
         " of the best" +
         (solution.status == fleet::SolveStatus::kDone ? "" : ": stopped by its time limit");
}

Result<Planned> PlanSearch::plan(const std::optional<double>& confidence) {
  Planned planned;
  FLEETMARK_TRY(planned.data, open_plan(catalogue_, options_.scenario, confidence, options_.fit));
  planned.model = fleet::plan_model(planned.data.problem);
  planned.solution = solver_.solve(planned.model.milp, limits());
  if (planned.solution.has_values() && options_.retest_draws > 0) {
    planned.retest = fleet::retest(planned.data.problem, planned.model, planned.solution, direct_,
                                   {options_.retest_draws, options_.seed});
  }
  return planned;
}

Result<Planned> PlanSearch::plan_that_keeps(double share) {
  FLEETMARK_TRY(Planned planned, plan(options_.confidence));
  for (const double confidence : {0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.975, 0.99}) {
    if (!planned.retest || planned.retest->share_kept >= share) break;
    if (confidence <= planned.data.scenario.confidence) continue;
    FLEETMARK_TRY(planned, plan(confidence));
  }
  return planned;
}

Result<std::optional<fleet::Regrets>> PlanSearch::regrets(const PlanData& data) {
  FLEETMARK_TRY(const auto open, open_worlds(catalogue_, options_, data));
  if (open.worlds.size() < 2) return std::optional<fleet::Regrets>();
  return std::optional(fleet::regrets_of(open.worlds, solver_, limits(), open.chances));
}

}  // namespace fleetmark::cli
