// SPDX-License-Identifier: Apache-2.0
// What a plan would be worth under other limits, found by solving again; and why there is none.
#pragma once

#include <string>
#include <vector>

#include "harness/fleet/plan_model.h"

namespace fleetmark::fleet {

// The value of a change, as far as both searches have proven: cost before less cost after.
struct ChangeValue {
  std::string name;  // "1 MW more at hall-1"
  double low = 0, high = 0;
  bool is_known = false;          // both searches found a plan
  bool becomes_feasible = false;  // there was none before
  [[nodiscard]] bool is_below_gap() const { return low <= 0 && high >= 0; }
};

struct Change {
  std::string name;
  PlanProblem problem;
};

// One more lot under every quota, 1 MW more at each site, 1 million more of budget in the first
// period; without its ties; without each policy's other rules; without any.
std::vector<Change> changes_of(const PlanProblem& problem);

std::vector<ChangeValue> values_of(const Solution& base, const std::vector<Change>& changes,
                                   Solver& solver, const SolveLimits& limits);

// Limits that cannot hold together, none of which could be left out of the set; and of those the
// one whose removal costs least.
struct Conflict {
  std::vector<Limit> limits;
  std::vector<std::string> rows;  // of them, a smallest set that cannot hold: "demand_chat_1"
  struct Relaxation {
    Limit limit = Limit::kCapacity;
    double cost = 0;  // of the plan without it; kUnbounded: none was found
  };
  std::vector<Relaxation> relaxations;  // cheapest first
};
Conflict conflict_of(const PlanModel& model, Solver& solver, const SolveLimits& limits);

}  // namespace fleetmark::fleet
