// SPDX-License-Identifier: Apache-2.0
// See report_plan.h.
#include "harness/cli/report_plan.h"

#include "harness/cli/plan_search.h"
#include "harness/fleet/questions.h"
#include "harness/report/economics_view.h"
#include "harness/report/html/plan_section.h"
#include "harness/report/numbers.h"

namespace fleetmark::cli {
namespace {

report::html::PlanFindings findings_of(const Planned& planned) {
  const PlanData& data = planned.data;
  report::html::PlanFindings found{.problem = &data.problem, .title = title_of(data)};
  found.scenario = data.scenario.id;
  found.date = data.economics.date;
  found.lead = {"Scenario: " + data.scenario.id + " (" + data.scenario.name + ")",
                report::economics_line(data.economics), policies_line(data)};
  found.notes = data.notes;
  return found;
}

std::string nothing_found(const Planned& planned, const PlanOptions& options) {
  return "No plan was found in " + report::exact(options.time_limit_s) +
         " s; proven: none costs less than " +
         report::money(planned.solution.bound, planned.data.problem.currency) + ".";
}

}  // namespace

Result<report::html::Section> report_plan(const Catalogue& catalogue, const PlanOptions& options) {
  PlanSearch search(catalogue, options);
  FLEETMARK_TRY(const Planned planned, search.plan(options.confidence));
  report::html::PlanFindings found = findings_of(planned);
  if (planned.solution.status == fleet::SolveStatus::kInfeasible) {
    found.conflict = fleet::conflict_of(planned.model, search.solver(), search.limits());
    return report::html::plan_section(found);
  }
  found.lead.push_back(search_line(planned.solution, planned.model));
  if (!planned.solution.has_values()) {
    found.why_none = nothing_found(planned, options);
    return report::html::plan_section(found);
  }
  const auto plan = fleet::plan_of(planned.data.problem, planned.model, planned.solution);
  found.plan = &plan;
  found.relaxation = fleet::relaxation_prices(planned.model, search.solver());
  if (options.shows_values) {
    found.values = fleet::values_of(planned.solution, fleet::changes_of(planned.data.problem),
                                    search.solver(), search.limits());
  }
  FLEETMARK_TRY(found.regrets, search.regrets(planned.data));
  return report::html::plan_section(found);
}

}  // namespace fleetmark::cli
