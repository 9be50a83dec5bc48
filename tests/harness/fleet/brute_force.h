// SPDX-License-Identifier: Apache-2.0
// The cheapest plan of a small problem at one site by trying every order, every start of porting
// and every way to split devices into whole replicas of workloads at their operating points. With
// the replicas given, the cheapest way to serve a demand is to fill up by the cost of a unit. Knows
// nothing of programs or solvers.
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
