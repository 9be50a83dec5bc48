// SPDX-License-Identifier: Apache-2.0
// A scenario file with all that it names: economics, policies, profiles, rates. Ready to be
// planned.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/catalogue.h"
#include "harness/fleet/make_problem.h"

namespace fleetmark::cli {

struct PlanData {
  fleet::Scenario scenario;
  cost::Economics economics;  // under the duties of the policies
  std::vector<fleet::Policy> policies;
  fleet::PlanProblem problem;
  std::vector<model::TaskUnit> units;  // of each workload
  std::vector<std::string> notes;      // what was left out, and why
};

// `confidence` and `policies` in place of the scenario's, where given.
Result<PlanData> open_plan(const Catalogue& catalogue, const std::string& scenario,
                           const std::optional<double>& confidence, const std::string& fit,
                           const std::optional<std::vector<std::string>>& policies = {});

}  // namespace fleetmark::cli
