// SPDX-License-Identifier: Apache-2.0
// fleetmark plan: which fleet to buy when, under the limits of a scenario; and why there is none.
#include "harness/fleet/plan.h"

#include <algorithm>
#include <iterator>

#include "harness/cli/commands/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/plan_data.h"
#include "harness/cli/plan_worlds.h"
#include "harness/fleet/model_text.h"
#include "harness/fleet/questions.h"
#include "harness/fleet/staged_solver.h"
#include "harness/io/cbc_solver.h"
#include "harness/io/files.h"
#include "harness/report/economics_view.h"
#include "harness/report/numbers.h"
#include "harness/report/plan_view.h"
#include "harness/report/worlds_view.h"

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

Result<std::vector<report::Table>> regrets(const Catalogue& catalogue, const PlanOptions& options,
                                           const PlanData& data, fleet::Solver& solver,
                                           const fleet::SolveLimits& limits) {
  FLEETMARK_TRY(const auto chances, chances_of(options));
  FLEETMARK_TRY(const auto worlds, worlds_of(catalogue, options, data));
  const auto found = fleet::regrets_of(worlds, solver, limits, chances);
  std::vector<report::Table> tables{report::regret_table(found, data.problem.currency)};
  if (found.expectation) {
    tables.push_back(report::expected_cost_table(found, data.problem.currency));
  }
  return tables;
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

// A scenario planned once.
struct Planned {
  PlanData data;
  fleet::PlanModel model;
  fleet::Solution solution;
  std::optional<fleet::Retest> retest;
};

class Planner {
 public:
  Planner(const Catalogue& catalogue, const PlanOptions& options)
      : catalogue_(catalogue), options_(options) {}

  [[nodiscard]] fleet::SolveLimits limits() const {
    return {.gap = options_.gap, .seconds = options_.time_limit_s};
  }
  fleet::Solver& solver() { return solver_; }

  Result<Planned> plan(const std::optional<double>& confidence) {
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

  // Rates lowered step by step until the plan serves what it must in as many draws as asked.
  Result<Planned> plan_that_keeps(double share) {
    FLEETMARK_TRY(Planned planned, plan(options_.confidence));
    for (const double confidence : {0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.975, 0.99}) {
      if (!planned.retest || planned.retest->share_kept >= share) break;
      if (confidence <= planned.data.scenario.confidence) continue;
      FLEETMARK_TRY(planned, plan(confidence));
    }
    return planned;
  }

 private:
  const Catalogue& catalogue_;
  const PlanOptions& options_;
  io::CbcSolver direct_;
  fleet::StagedSolver solver_{direct_};
};

int report_nothing(Context& context, const PlanOptions& options, const Planned& planned) {
  error_line(context, "plan: no plan was found in " + report::exact(options.time_limit_s) +
                          " s; proven: none costs less than " +
                          report::money(planned.solution.bound, planned.data.problem.currency) +
                          "; give it more with --time-limit, or a wider --gap");
  return kExitInconclusive;
}

std::vector<std::string> notes_of(const Planned& planned, const PlanOptions& options) {
  const PlanData& data = planned.data;
  std::vector<std::string> notes{
      "Rates hold with a confidence of " + report::percent(data.scenario.confidence, 3) +
      " each; origin: estimate of the fit, as 'fleetmark cost' shows them."};
  if (options.keep && planned.retest) {
    const bool is_kept = planned.retest->share_kept >= *options.keep;
    notes.push_back(is_kept ? "That confidence is the least of those tried that keeps " +
                                  report::percent(*options.keep, 3) + " of the draws."
                            : "No confidence that was tried keeps " +
                                  report::percent(*options.keep, 3) +
                                  " of the draws: supply, power or money bound the fleet.");
  }
  notes.insert(notes.end(), data.notes.begin(), data.notes.end());
  return notes;
}

}  // namespace

Result<int> run_plan(Context& context, const CommonOptions& common, const PlanOptions& options) {
  FLEETMARK_TRY(const Catalogue catalogue, Catalogue::open(context, common));
  Planner planner(catalogue, options);
  FLEETMARK_TRY(const Planned planned, options.keep ? planner.plan_that_keeps(*options.keep)
                                                    : planner.plan(options.confidence));
  const PlanData& data = planned.data;
  const fleet::PlanModel& model = planned.model;
  if (!options.export_to.empty()) {
    const bool is_lp = options.export_to.ends_with(".lp");
    FLEETMARK_CHECK(io::write_file_atomically(
        options.export_to, is_lp ? fleet::lp_text(model.milp) : fleet::mps_text(model.milp)));
  }
  if (planned.solution.status == fleet::SolveStatus::kInfeasible) {
    return deliver_conflict(context, common, data, model, planner.limits());
  }
  if (!planned.solution.has_values()) return report_nothing(context, options, planned);
  const auto plan = fleet::plan_of(data.problem, model, planned.solution);
  report::Document answer = report::plan_document(data.problem, plan, title_of(data));
  answer.lead = {"Scenario: " + data.scenario.id + " (" + data.scenario.name + ")",
                 report::economics_line(data.economics), policies_line(data),
                 search_line(planned.solution, model)};
  if (options.shows_values) {
    const auto values = fleet::values_of(planned.solution, fleet::changes_of(data.problem),
                                         planner.solver(), planner.limits());
    answer.tables.push_back(report::value_table(values, data.problem.currency));
    answer.tables.push_back(report::relaxation_table(
        fleet::relaxation_prices(model, planner.solver()), data.problem.currency));
  }
  if (planned.retest) answer.tables.push_back(report::retest_table(*planned.retest, data.problem));
  if (!options.against.empty()) {
    FLEETMARK_TRY(auto tables,
                  regrets(catalogue, options, data, planner.solver(), planner.limits()));
    std::ranges::move(tables, std::back_inserter(answer.tables));
  }
  answer.notes = notes_of(planned, options);
  FLEETMARK_CHECK(deliver(context, common, answer));
  return kExitDone;
}

}  // namespace fleetmark::cli
