// SPDX-License-Identifier: Apache-2.0
// What a plan costs in another world than the one that it was made for, against the plan that was
// made for that one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/fleet/plan_model.h"
#include "harness/fleet/world.h"

namespace fleetmark::fleet {

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
  // Of each plan its largest `high`; none where it has no answer in a world that has a plan.
  std::vector<std::optional<double>> worst;
  std::optional<double> least_worst;  // proven: no first orders have a largest regret below this
};
// The last plan is searched for where there are two worlds or more.
Regrets regrets_of(const std::vector<World>& worlds, Solver& solver, const SolveLimits& limits);

}  // namespace fleetmark::fleet
