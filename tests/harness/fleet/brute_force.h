// SPDX-License-Identifier: Apache-2.0
// The cheapest plan of a small problem by trying every order and every start of porting: one site
// and one workload with one operating point on each device, for which the cheapest way to serve
// demand is to fill up by the cost of a unit. Knows nothing of programs or solvers.
#pragma once

#include <optional>
#include <vector>

#include "harness/fleet/plan_problem.h"

namespace fleetmark::test {

struct BruteForce {
  std::optional<double> cost;  // none: no plan holds
  std::size_t plans = 0;       // that were looked at
};

// Orders of at most `most_lots` in each period.
BruteForce brute_force(const fleet::PlanProblem& problem, int most_lots);

}  // namespace fleetmark::test
