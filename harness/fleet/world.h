// SPDX-License-Identifier: Apache-2.0
// A set of rules that may turn out to hold.
#pragma once

#include <string>

#include "harness/fleet/plan_problem.h"

namespace fleetmark::fleet {

struct World {
  std::string name;
  PlanProblem problem;  // of the same devices, sites, workloads and periods as the others
};

}  // namespace fleetmark::fleet
