// SPDX-License-Identifier: Apache-2.0
// See scenario_choices.h.
#include "harness/cli/scenario_choices.h"

#include "harness/cli/workload_choices.h"

namespace fleetmark::cli {

Result<> check_choices(const fleet::ScenarioWorkload& wanted, std::size_t index,
                       const model::Workload& workload, const std::string& file) {
  const std::string where = file + ": workloads." + std::to_string(index) + ".";
  const auto phase = phase_named(workload, wanted.phase, where + "phase");
  if (!phase) return Error{ErrorCode::kBadData, phase.error().message};
  const auto precision = precision_named(workload, wanted.precision, where + "precision");
  if (!precision) return Error{ErrorCode::kBadData, precision.error().message};
  return {};
}

Result<> check_choices(const fleet::Scenario& scenario, const Catalogue& catalogue,
                       const std::string& file) {
  for (std::size_t i = 0; i < scenario.workloads.size(); ++i) {
    const auto workload = catalogue.workload(scenario.workloads[i].workload);
    if (!workload) continue;
    FLEETMARK_CHECK(check_choices(scenario.workloads[i], i, *workload, file));
  }
  return {};
}

}  // namespace fleetmark::cli
