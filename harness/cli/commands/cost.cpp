// SPDX-License-Identifier: Apache-2.0
// fleetmark cost: what one task costs on profiled devices under an economics file.
#include "harness/cli/catalogue.h"
#include "harness/cli/commands/commands.h"
#include "harness/cli/compared_devices.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/price_task.h"
#include "harness/cli/price_workload.h"
#include "harness/model/replica.h"
#include "harness/report/economics_view.h"

namespace fleetmark::cli {

namespace {

Result<report::TaskRows> priced(const Catalogue& catalogue, const CostOptions& options,
                                const model::Workload& workload,
                                const std::vector<model::DeviceProfile>& profiles,
                                const cost::Economics& economics, const std::string& reference) {
  if (model::micro_task(workload)) {
    return price_task(workload, profiles, economics, reference, nullptr);
  }
  FLEETMARK_TRY(const auto fitted, open_fit(catalogue, options.run.fit));
  const model::Question question = question_of(options.run, workload);
  const bool has_phase =
      options.run.phase.empty() || model::find_phase(workload, options.run.phase) != nullptr;
  if (!has_phase) {
    return Error{ErrorCode::kUsage, "--phase: " + workload.id + " has no phase '" +
                                        options.run.phase + "'; 'fleetmark show " + workload.id +
                                        "' prints them"};
  }
  return price_workload(question, profiles, fitted.fit, economics, reference);
}

}  // namespace

Result<int> run_cost(Context& context, const CommonOptions& common, const CostOptions& options) {
  FLEETMARK_TRY(const Catalogue catalogue, Catalogue::open(context, common));
  FLEETMARK_TRY(const auto workload, catalogue.workload(options.workload));
  FLEETMARK_TRY(const auto economics, catalogue.economics(options.economics));
  FLEETMARK_TRY(const auto compared,
                compared_devices(catalogue, options.devices, options.reference));
  FLEETMARK_TRY(const auto reference, catalogue.device(options.reference));
  FLEETMARK_TRY(const auto rows, priced(catalogue, options, workload, compared.profiles, economics,
                                        reference.value.id));
  report::Document answer;
  answer.lead = {report::economics_line(economics)};
  answer.tables = {report::placement_table(rows), report::cost_table(rows),
                   report::ownership_table(rows)};
  if (!compared.note.empty()) answer.notes.push_back(compared.note);
  FLEETMARK_CHECK(deliver(context, common, answer));
  return kExitDone;
}

}  // namespace fleetmark::cli
