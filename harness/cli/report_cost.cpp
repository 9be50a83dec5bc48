// SPDX-License-Identifier: Apache-2.0
// See report_cost.h.
#include "harness/cli/report_cost.h"

#include <algorithm>

#include "harness/cli/cost_answer.h"
#include "harness/cli/prediction_data.h"
#include "harness/cli/unused_flags.h"
#include "harness/model/micro_task.h"
#include "harness/report/economics_view.h"
#include "harness/report/html/cost_answer.h"
#include "harness/report/html/cost_section.h"
#include "harness/report/html/words_views.h"

namespace fleetmark::cli {
namespace {

bool trains(const RunOptions& run, const model::Workload& workload) {
  return !model::micro_task(workload) && model::is_training(question_of(run, workload).phase);
}

Result<bool> any_training(const Catalogue& catalogue, const RunOptions& run,
                          const std::vector<std::string>& workloads) {
  for (const auto& id : workloads) {
    FLEETMARK_TRY(const auto workload, catalogue.workload(id));
    if (trains(run, workload)) return true;
  }
  return false;
}

}  // namespace

Result<PricedTasks> price_tasks(const Catalogue& catalogue, const CostOptions& options,
                                const std::vector<std::string>& workloads,
                                const record::RunRecord* run) {
  FLEETMARK_TRY(const bool any_trains, any_training(catalogue, options.run, workloads));
  if (workloads.size() > 1 && !any_trains && options.run.training_devices) {
    return Error{ErrorCode::kUsage,
                 "--training-devices: none of the workloads is trained here; name --phase train, "
                 "or leave it out"};
  }
  PricedTasks priced;
  for (const auto& id : workloads) {
    CostOptions asked = options;
    asked.workload = id;
    asked.breaks_even = true;
    FLEETMARK_TRY(const auto workload, catalogue.workload(id));
    const bool is_micro = static_cast<bool>(model::micro_task(workload));
    if (workloads.size() > 1) asked.run = only_used(std::move(asked.run), workload);
    if (is_micro) {  // what is chosen for the others means nothing to it
      asked.slo.clear();
      asked.run.precision.clear();
      asked.run.phase.clear();
      asked.run.engine.clear();
    }
    if (any_trains && !trains(asked.run, workload)) {  // the job is of others
      asked.training_tokens.reset();
      asked.run.training_devices.reset();
    }
    FLEETMARK_TRY(CostAnswer found, answer_cost(catalogue, asked, is_micro ? run : nullptr));
    priced.terms = report::economics_line(found.terms.economics);
    priced.tasks.push_back(std::move(found.rows));
    priced.names.push_back(workload.id);
    const bool is_new = std::ranges::find(priced.notes, found.note) == priced.notes.end();
    if (!found.note.empty() && is_new) priced.notes.push_back(found.note);
  }
  return priced;
}

void add_costs(const PricedTasks& priced, report::html::Page& page) {
  for (std::size_t i = 0; i < priced.tasks.size(); ++i) {
    report::html::TaskPlace place;
    if (i > 0) place.key = "-" + std::to_string(i + 1);
    if (priced.tasks.size() > 1) place.name = priced.names[i];
    const report::TaskRows& task = priced.tasks[i];
    if (i == 0) page.answer = report::html::cost_answer(task, priced.terms);
    auto sections = report::html::cost_sections(task, priced.terms, place);
    for (const auto& note : priced.notes) {
      sections.front().missing.push_back(report::html::known_phrase(note));
    }
    std::ranges::move(sections, std::back_inserter(page.sections));
  }
}

}  // namespace fleetmark::cli
