// SPDX-License-Identifier: Apache-2.0
// From a scenario and what profiles, economics and policies say of its devices to a plan problem.
#pragma once

#include <string>
#include <vector>

#include "harness/cost/cost_model.h"
#include "harness/fleet/plan_problem.h"
#include "harness/fleet/scenario.h"
#include "harness/model/device_profile.h"

namespace fleetmark::fleet {

// What is known of one device of the scenario, in its order.
struct DeviceFacts {
  const model::DeviceProfile* profile = nullptr;
  cost::CostTerms terms;        // bought, without porting; rate and operations unused
  std::vector<PlanPair> pairs;  // by workload of the scenario; porting_periods unset
};

struct ProblemInputs {
  const Scenario* scenario = nullptr;
  const cost::Economics* economics = nullptr;
  std::vector<const Policy*> policies;
  std::vector<DeviceFacts> devices;    // as scenario.devices
  std::vector<double> units_per_task;  // TaskUnit::amount of each workload
};

// kBadData names a policy rule that speaks of a device or a figure that is not known.
Result<PlanProblem> make_problem(const ProblemInputs& inputs);

// Devices that one scale-up domain of it joins; 0: neither the scenario nor the profile says.
int domain_of(const ScenarioDevice& asked, const model::DeviceProfile& profile);

// Share of time that a device spends under repair in the long run, where it fails so often while
// it works and each repair takes so long: rate x time / (1 + rate x time), the steady state of
// alternating renewal (Barlow and Proschan 1965, section 3.5).
double share_under_repair(double failures_per_year, double repair_days);

// Dense fp16 TFLOPS x 16, as export rules count it; none where no peak is published.
std::optional<double> tpp_of(const model::DeviceProfile& profile);

}  // namespace fleetmark::fleet
