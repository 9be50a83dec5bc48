// SPDX-License-Identifier: Apache-2.0
// fleetmark cost: what one task costs on profiled devices under an economics file.
#include <algorithm>

#include "harness/cli/catalogue.h"
#include "harness/cli/commands/commands.h"
#include "harness/cli/exit_codes.h"
#include "harness/cli/price_task.h"
#include "harness/report/economics_view.h"

namespace fleetmark::cli {

namespace {

void add_once(std::vector<model::DeviceProfile>& profiles, model::DeviceProfile profile) {
  if (std::ranges::find(profiles, profile.id, &model::DeviceProfile::id) == profiles.end()) {
    profiles.push_back(std::move(profile));
  }
}

}  // namespace

Result<int> run_cost(Context& context, const CommonOptions& common, const CostOptions& options) {
  FLEETMARK_TRY(const Catalogue catalogue, Catalogue::open(context, common));
  FLEETMARK_TRY(const auto workload, catalogue.workload(options.workload));
  FLEETMARK_TRY(const auto economics, catalogue.economics(options.economics));
  FLEETMARK_TRY(const auto reference, catalogue.device(options.reference));
  std::vector<model::DeviceProfile> profiles;
  if (options.devices.empty()) {
    FLEETMARK_TRY(profiles, catalogue.devices());
  } else {
    for (const auto& id : options.devices) {
      FLEETMARK_TRY(auto loaded, catalogue.device(id));
      add_once(profiles, std::move(loaded.value));
    }
    add_once(profiles, reference.value);  // what the others are compared with
  }
  FLEETMARK_TRY(const auto rows,
                price_task(workload, profiles, economics, reference.value.id, nullptr));
  report::Document answer;
  answer.lead = {report::economics_line(economics)};
  answer.tables = {report::placement_table(rows), report::cost_table(rows),
                   report::ownership_table(rows)};
  FLEETMARK_CHECK(deliver(context, common, answer));
  return kExitDone;
}

}  // namespace fleetmark::cli
