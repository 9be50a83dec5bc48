// SPDX-License-Identifier: Apache-2.0
// See report_cost.h.
#include "harness/cli/report_cost.h"

#include <algorithm>

#include "harness/cli/cost_answer.h"
#include "harness/model/micro_task.h"
#include "harness/report/economics_view.h"
#include "harness/report/html/cost_answer.h"
#include "harness/report/html/cost_section.h"

namespace fleetmark::cli {

Result<CostPart> report_cost(const Catalogue& catalogue, const CostOptions& options,
                             const std::vector<std::string>& workloads,
                             const record::RunRecord* run) {
  CostPart part;
  for (std::size_t i = 0; i < workloads.size(); ++i) {
    CostOptions asked = options;
    asked.workload = workloads[i];
    asked.breaks_even = true;
    FLEETMARK_TRY(const auto workload, catalogue.workload(asked.workload));
    const bool is_micro = static_cast<bool>(model::micro_task(workload));
    if (is_micro) asked.slo.clear();
    FLEETMARK_TRY(const CostAnswer found, answer_cost(catalogue, asked, is_micro ? run : nullptr));
    const std::string terms = report::economics_line(found.terms.economics);
    const bool is_first = i == 0;
    const std::string key = is_first ? "" : "-" + std::to_string(i + 1);
    if (is_first) part.answer = report::html::cost_answer(found.rows, terms);
    for (auto& section : report::html::cost_sections(found.rows, terms, key, is_first)) {
      part.sections.push_back(std::move(section));
    }
    if (!found.note.empty() && std::ranges::find(part.notes, found.note) == part.notes.end()) {
      part.notes.push_back(found.note);
    }
  }
  return part;
}

}  // namespace fleetmark::cli
