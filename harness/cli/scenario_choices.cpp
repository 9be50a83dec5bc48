// SPDX-License-Identifier: Apache-2.0
// See scenario_choices.h.
#include "harness/cli/scenario_choices.h"

#include "harness/cli/prediction_data.h"
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

namespace {

// `where`: file and key.
template <typename T>
Result<> named(const Result<T>& found, const std::string& where) {
  if (found) return {};
  return Error{ErrorCode::kBadData, where + ": " + found.error().message};
}

Result<> check_policies(const std::vector<std::string>& ids, const Catalogue& catalogue,
                        const std::string& where) {
  for (std::size_t i = 0; i < ids.size(); ++i) {
    FLEETMARK_CHECK(named(catalogue.policy(ids[i]), where + "." + std::to_string(i)));
  }
  return {};
}

Result<> check_outcomes(const fleet::Scenario& scenario, const Catalogue& catalogue,
                        const std::string& file) {
  for (std::size_t i = 0; i < scenario.uncertainty.size(); ++i) {
    const auto& outcomes = scenario.uncertainty[i].outcomes;
    for (std::size_t j = 0; j < outcomes.size(); ++j) {
      if (!outcomes[j].policies) continue;
      FLEETMARK_CHECK(check_policies(*outcomes[j].policies, catalogue,
                                     file + ": uncertainty." + std::to_string(i) + ".outcomes." +
                                         std::to_string(j) + ".policies"));
    }
  }
  return {};
}

Result<> check_workload(const fleet::ScenarioWorkload& wanted, std::size_t index,
                        const Catalogue& catalogue, const std::string& file) {
  const std::string where = file + ": workloads." + std::to_string(index);
  const auto workload = catalogue.workload(wanted.workload);
  FLEETMARK_CHECK(named(workload, where + ".workload"));
  if (!wanted.slo.empty()) FLEETMARK_CHECK(named(slo_named(catalogue, wanted.slo), where + ".slo"));
  return check_choices(wanted, index, *workload, file);
}

}  // namespace

Result<> check_choices(const fleet::Scenario& scenario, const Catalogue& catalogue,
                       const std::string& file) {
  FLEETMARK_CHECK(named(catalogue.economics(scenario.economics), file + ": economics"));
  FLEETMARK_CHECK(check_policies(scenario.policies, catalogue, file + ": policies"));
  FLEETMARK_CHECK(check_outcomes(scenario, catalogue, file));
  for (std::size_t i = 0; i < scenario.workloads.size(); ++i) {
    FLEETMARK_CHECK(check_workload(scenario.workloads[i], i, catalogue, file));
  }
  for (std::size_t i = 0; i < scenario.devices.size(); ++i) {
    FLEETMARK_CHECK(named(catalogue.device(scenario.devices[i].device),
                          file + ": devices." + std::to_string(i) + ".device"));
  }
  return {};
}

}  // namespace fleetmark::cli
