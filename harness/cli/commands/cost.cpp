// SPDX-License-Identifier: Apache-2.0
// fleetmark cost: what one task costs on profiled devices under an economics file.
#include "harness/cli/catalogue.h"
#include "harness/cli/commands/commands.h"
#include "harness/cli/compared_devices.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/price_task.h"
#include "harness/report/economics_view.h"

namespace fleetmark::cli {

Result<int> run_cost(Context& context, const CommonOptions& common, const CostOptions& options) {
  FLEETMARK_TRY(const Catalogue catalogue, Catalogue::open(context, common));
  FLEETMARK_TRY(const auto workload, catalogue.workload(options.workload));
  FLEETMARK_TRY(const auto economics, catalogue.economics(options.economics));
  FLEETMARK_TRY(const auto compared,
                compared_devices(catalogue, options.devices, options.reference));
  FLEETMARK_TRY(const auto reference, catalogue.device(options.reference));
  FLEETMARK_TRY(const auto rows,
                price_task(workload, compared.profiles, economics, reference.value.id, nullptr));
  report::Document answer;
  answer.lead = {report::economics_line(economics)};
  answer.tables = {report::placement_table(rows), report::cost_table(rows),
                   report::ownership_table(rows)};
  if (!compared.note.empty()) answer.notes.push_back(compared.note);
  FLEETMARK_CHECK(deliver(context, common, answer));
  return kExitDone;
}

}  // namespace fleetmark::cli
