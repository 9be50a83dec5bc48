// SPDX-License-Identifier: Apache-2.0
// What a scenario names and chooses, held against what there is.
#pragma once

#include <string>

#include "harness/cli/catalogue.h"

namespace fleetmark::cli {

// kBadData names `file`, the key, what was found and what is allowed: a phase or a precision that
// the workload does not have.
Result<> check_choices(const fleet::ScenarioWorkload& wanted, std::size_t index,
                       const model::Workload& workload, const std::string& file);

// Likewise of every workload of the scenario, and of all that it names: economics, policies,
// workloads, latency classes, devices.
Result<> check_choices(const fleet::Scenario& scenario, const Catalogue& catalogue,
                       const std::string& file);

}  // namespace fleetmark::cli
