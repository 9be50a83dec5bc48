// SPDX-License-Identifier: Apache-2.0
// A plan where rates turn out otherwise than it was made for: its orders stand, who serves what is
// decided anew, by replicas that need not be whole.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/fleet/plan_model.h"

namespace fleetmark::fleet {

// What rates turn out to be, drawn once for each device: one factor on all of its workloads.
struct RetestSettings {
  std::size_t draws = 1000;
  std::uint64_t seed = 1;
};

struct RetestedWorkload {
  double unmet_p50 = 0, unmet_p95 = 0;    // share of the demand of all periods
  double rented_p50 = 0, rented_p95 = 0;  // likewise
};
struct Retest {
  std::vector<RetestedWorkload> workloads;
  double cost_p50 = 0, cost_p95 = 0;  // discounted, without the price of demand that had to be met
  double share_kept = 0;              // of draws in which no workload misses more than it may
  std::size_t draws = 0;
};

// Each draw serves what it can: demand that had to be met may be missed, at a price beyond all
// others. Draws that the solver fails at are left out of `draws`.
Retest retest(const PlanProblem& problem, const PlanModel& model, const Solution& plan,
              Solver& solver, const RetestSettings& settings);

}  // namespace fleetmark::fleet
