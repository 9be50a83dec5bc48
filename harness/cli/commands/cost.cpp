// SPDX-License-Identifier: Apache-2.0
// fleetmark cost: what one task costs on profiled devices under an economics file, how sure that
// is, and what would change it.
#include <optional>

#include "harness/cli/catalogue.h"
#include "harness/cli/commands/commands.h"
#include "harness/cli/cost_answer.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/explain.h"
#include "harness/report/break_even_view.h"
#include "harness/report/cost_view.h"
#include "harness/report/doubt_view.h"
#include "harness/report/economics_view.h"
#include "harness/report/goodput_view.h"
#include "harness/report/task_view.h"
#include "harness/report/why/why_cost.h"

namespace fleetmark::cli {

namespace {

report::Document document_of(const CostOptions& options, const CostAnswer& found) {
  const Terms& terms = found.terms;
  const report::TaskRows& rows = found.rows;
  report::Document answer;
  answer.lead = {report::economics_line(terms.economics)};
  if (!options.set.empty()) {
    std::string stated = "Stated by the user:";
    for (const auto& text : options.set) stated += " " + text;
    answer.lead.push_back(stated);
  }
  answer.tables = {report::placement_table(rows), report::operating_point_of_devices(rows),
                   report::cost_table(rows)};
  const auto add = [&](report::Table table) {
    if (!table.rows.empty()) answer.tables.push_back(std::move(table));
  };
  if (rows.goodput) add(report::goodput_table(*rows.goodput));
  add(report::doubt_table(rows));
  add(report::cheaper_table(rows));
  if (options.shows_corners) add(report::corner_table(rows));
  add(report::split_table(rows));
  add(report::step_table(rows));
  add(report::training_run_table(rows));
  if (options.shows_tornado) add(report::tornado_table(rows));
  if (options.breaks_even) {
    add(report::lever_table(rows));
    add(report::crossover_table(rows));
    add(report::tie_table(rows));
  }
  add(report::ownership_table(rows));
  if (cost::fails_by_job(terms.economics) && !found.trains) {
    answer.notes.push_back(
        "accelerator_mtbf_h, checkpoint_s and restart_s are of training jobs and not used here.");
  }
  const auto missing = report::how_to_supply(rows);
  answer.notes.insert(answer.notes.end(), missing.begin(), missing.end());
  return answer;
}

}  // namespace

Result<int> run_cost(Context& context, const CommonOptions& common, const CostOptions& options) {
  FLEETMARK_TRY(const Catalogue catalogue, Catalogue::open(context, common));
  std::optional<record::RunRecord> run;
  if (!options.record.empty()) {
    FLEETMARK_TRY(auto read, catalogue.run(options.record));
    run = std::move(read.value);
  }
  FLEETMARK_TRY(const CostAnswer found, answer_cost(catalogue, options, run ? &*run : nullptr));
  report::Document answer = document_of(options, found);
  if (!found.note.empty()) answer.notes.push_back(found.note);
  FLEETMARK_CHECK(explain(answer, options.why, report::why_cost(found.rows)));
  FLEETMARK_CHECK(deliver(context, common, answer));
  return kExitDone;
}

}  // namespace fleetmark::cli
