// SPDX-License-Identifier: Apache-2.0
// fleetmark plan: which fleet to buy when, under the limits of a scenario; and why there is none.
#include "harness/fleet/plan.h"

#include <algorithm>

#include "harness/cli/commands/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/plan_data.h"
#include "harness/fleet/model_text.h"
#include "harness/fleet/questions.h"
#include "harness/fleet/staged_solver.h"
#include "harness/io/cbc_solver.h"
#include "harness/io/files.h"
#include "harness/report/economics_view.h"
#include "harness/report/numbers.h"
#include "harness/report/plan_view.h"

namespace fleetmark::cli {
namespace {

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

std::string search_line(const fleet::Solution& solution, const fleet::PlanModel& model) {
  return "Search: " + std::to_string(model.milp.columns.size()) + " columns (" +
         std::to_string(model.milp.integers()) + " whole), " +
         std::to_string(model.milp.rows.size()) + " rows; within " +
         report::percent(std::max(solution.gap(), 0.0), 2) + " of the best" +
         (solution.status == fleet::SolveStatus::kDone ? "" : ": stopped by its time limit");
}

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == at) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

// The scenario's own world and every other that was named.
Result<report::Table> regrets(const Catalogue& catalogue, const PlanOptions& options,
                              const PlanData& data, fleet::Solver& solver,
                              const fleet::SolveLimits& limits) {
  std::vector<fleet::World> worlds{{"the scenario", data.problem}};
  for (const auto& set : options.against) {
    FLEETMARK_TRY(auto other, open_plan(catalogue, options.scenario, options.confidence,
                                        options.fit, split(set, '+')));
    worlds.push_back({set, std::move(other.problem)});
  }
  return report::regret_table(fleet::regrets_of(worlds, solver, limits), data.problem.currency);
}

Result<int> deliver_conflict(Context& context, const CommonOptions& common, const PlanData& data,
                             const fleet::PlanModel& model, const fleet::SolveLimits& limits) {
  io::CbcSolver direct;
  fleet::StagedSolver solver(direct);
  const auto conflict = fleet::conflict_of(model, solver, limits);
  report::Document answer = report::conflict_document(conflict, data.problem.currency);
  answer.lead = {"Scenario: " + data.scenario.id + " (" + data.scenario.name + ")",
                 report::economics_line(data.economics), policies_line(data)};
  answer.notes = data.notes;
  FLEETMARK_CHECK(deliver(context, common, answer));
  return kExitInfeasible;
}

}  // namespace

Result<int> run_plan(Context& context, const CommonOptions& common, const PlanOptions& options) {
  FLEETMARK_TRY(const Catalogue catalogue, Catalogue::open(context, common));
  FLEETMARK_TRY(const PlanData data,
                open_plan(catalogue, options.scenario, options.confidence, options.fit));
  const fleet::PlanModel model = fleet::plan_model(data.problem);
  if (!options.export_to.empty()) {
    const bool is_lp = options.export_to.ends_with(".lp");
    FLEETMARK_CHECK(io::write_file_atomically(
        options.export_to, is_lp ? fleet::lp_text(model.milp) : fleet::mps_text(model.milp)));
  }
  const fleet::SolveLimits limits{.gap = options.gap, .seconds = options.time_limit_s};
  io::CbcSolver direct;
  fleet::StagedSolver solver(direct);
  const fleet::Solution solution = solver.solve(model.milp, limits);
  if (solution.status == fleet::SolveStatus::kInfeasible) {
    return deliver_conflict(context, common, data, model, limits);
  }
  if (!solution.has_values()) {
    error_line(context, "plan: no plan was found in " + report::exact(options.time_limit_s) +
                            " s; proven: none costs less than " +
                            report::money(solution.bound, data.problem.currency) +
                            "; give it more with --time-limit, or a wider --gap");
    return kExitInconclusive;
  }
  const auto plan = fleet::plan_of(data.problem, model, solution);
  report::Document answer = report::plan_document(data.problem, plan, title_of(data));
  answer.lead = {"Scenario: " + data.scenario.id + " (" + data.scenario.name + ")",
                 report::economics_line(data.economics), policies_line(data),
                 search_line(solution, model)};
  if (options.shows_values) {
    const auto values = fleet::values_of(solution, fleet::changes_of(data.problem), solver, limits);
    answer.tables.push_back(report::value_table(values, data.problem.currency));
  }
  if (options.retest_draws > 0) {
    const auto found =
        fleet::retest(data.problem, model, solution, direct, {options.retest_draws, options.seed});
    answer.tables.push_back(report::retest_table(found, data.problem));
  }
  if (!options.against.empty()) {
    FLEETMARK_TRY(auto table, regrets(catalogue, options, data, solver, limits));
    answer.tables.push_back(std::move(table));
  }
  answer.notes = {"Rates hold with a confidence of " +
                  report::percent(data.scenario.confidence, 2) +
                  " each; origin: estimate of the fit, as 'fleetmark cost' shows them."};
  answer.notes.insert(answer.notes.end(), data.notes.begin(), data.notes.end());
  FLEETMARK_CHECK(deliver(context, common, answer));
  return kExitDone;
}

}  // namespace fleetmark::cli
