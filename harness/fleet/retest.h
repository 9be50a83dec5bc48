// SPDX-License-Identifier: Apache-2.0
// A plan in other worlds than the one that it was made for: its orders stand, who serves what is
// decided anew.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/fleet/plan_model.h"
#include "harness/fleet/world.h"

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

// Cost of the plan made for world [a] in world [b]: its first period's orders stand (imports that
// world [b] forbids are not delivered and lose their prepayment), all else is decided anew. None
// where no plan was found.
struct RegretCell {
  bool is_known = false;
  double cost = 0;
  double low = 0, high = 0;  // regret: that cost less the cost of [b]'s own plan, as proven
};
struct Regrets {
  std::vector<std::string> names;  // of worlds
  // [plan][world]: a plan for each world and, where every world has one, after them the plan whose
  // largest regret is least.
  std::vector<std::vector<RegretCell>> cells;
  std::vector<double> worst;          // of each plan: its largest known `high`
  std::optional<double> least_worst;  // proven: no first orders have a largest regret below this
};
// The last plan is searched for where there are two worlds or more.
Regrets regrets_of(const std::vector<World>& worlds, Solver& solver, const SolveLimits& limits);

}  // namespace fleetmark::fleet
