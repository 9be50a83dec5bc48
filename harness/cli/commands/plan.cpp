// SPDX-License-Identifier: Apache-2.0
// fleetmark plan: which fleet to buy when, under the limits of a scenario; and why there is none.
#include <nlohmann/json.hpp>

#include "harness/cli/commands/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/plan_search.h"
#include "harness/cli/search_progress.h"
#include "harness/fleet/model_text.h"
#include "harness/fleet/questions.h"
#include "harness/io/files.h"
#include "harness/io/json_document.h"
#include "harness/io/json_plan_answer.h"
#include "harness/report/economics_view.h"
#include "harness/report/numbers.h"
#include "harness/report/plan_difference_view.h"
#include "harness/report/plan_view.h"
#include "harness/report/worlds_view.h"

namespace fleetmark::cli {
namespace {

Result<int> deliver_conflict(Context& context, const CommonOptions& common, const PlanData& data,
                             const fleet::PlanModel& model, fleet::Solver& solver,
                             const fleet::SolveLimits& limits) {
  const auto conflict = fleet::conflict_of(model, solver, limits);
  report::Document answer = report::conflict_document(conflict, data.problem.currency);
  answer.lead = {"Scenario: " + data.scenario.id + " (" + data.scenario.name + ")",
                 report::economics_line(data.economics), policies_line(data)};
  answer.notes = data.notes;
  FLEETMARK_CHECK(deliver(context, common, answer));
  return kExitInfeasible;
}

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

SearchProgress::Mode mode_of(const Context& context, const CommonOptions& common) {
  if (common.is_quiet) return SearchProgress::Mode::kNone;
  return context.err_is_terminal ? SearchProgress::Mode::kLive : SearchProgress::Mode::kLines;
}

// Nothing is planned: both sides are.
Result<int> run_plan_diff(Context& context, const CommonOptions& common,
                          const std::vector<std::string>& files) {
  std::vector<compare::PlanAnswer> sides;
  for (const auto& file : files) {
    FLEETMARK_TRY(const auto document, io::read_json(file));
    FLEETMARK_TRY(auto side, io::plan_answer(document, file));
    sides.push_back(std::move(side));
  }
  if (sides[0].currency != sides[1].currency) {
    return Error{ErrorCode::kBadData, files[1] + ": tables.plan_cost: found " + sides[1].currency +
                                          "; allowed: " + sides[0].currency + ", as " + files[0]};
  }
  FLEETMARK_CHECK(deliver(
      context, common, report::plan_difference_document(sides[0], sides[1], {files[0], files[1]})));
  return kExitDone;
}

}  // namespace

Result<int> run_plan(Context& context, const CommonOptions& common, const PlanOptions& options) {
  if (!options.diff.empty()) return run_plan_diff(context, common, options.diff);
  if (options.scenario.empty()) {
    return Error{ErrorCode::kUsage,
                 "plan: found no scenario; allowed: an id of 'fleetmark list fleets', a file, or "
                 "--diff with two answers"};
  }
  FLEETMARK_TRY(const Catalogue catalogue, Catalogue::open(context, common));
  SearchProgress progress(*context.err, mode_of(context, common), *context.clock);
  PlanSearch planner(catalogue, options, &progress);
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
    progress.begin("why there is no plan");
    return deliver_conflict(context, common, data, model, planner.solver(), planner.limits());
  }
  if (!planned.solution.has_values()) return report_nothing(context, options, planned);
  const auto plan = fleet::plan_of(data.problem, model, planned.solution);
  report::Document answer = report::plan_document(data.problem, plan, title_of(data));
  answer.lead = {"Scenario: " + data.scenario.id + " (" + data.scenario.name + ")",
                 report::economics_line(data.economics), policies_line(data),
                 search_line(planned.solution, model)};
  if (options.shows_values) {
    progress.begin("what other limits would be worth");
    const auto values = fleet::values_of(planned.solution, fleet::changes_of(data.problem),
                                         planner.solver(), planner.limits());
    answer.tables.push_back(report::value_table(values, data.problem.currency));
    answer.tables.push_back(report::relaxation_table(
        fleet::relaxation_prices(model, planner.solver()), data.problem.currency));
  }
  if (planned.retest) answer.tables.push_back(report::retest_table(*planned.retest, data.problem));
  progress.begin("other worlds");
  FLEETMARK_TRY(const auto regrets, planner.regrets(data));
  if (regrets) {
    for (auto& table : report::world_tables(*regrets, data.problem)) {
      answer.tables.push_back(std::move(table));
    }
  }
  answer.notes = notes_of(planned, options);
  FLEETMARK_CHECK(deliver(context, common, answer));
  return kExitDone;
}

}  // namespace fleetmark::cli
