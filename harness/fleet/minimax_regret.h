// SPDX-License-Identifier: Apache-2.0
// First orders whose largest regret over several worlds is least: a program of its own, in which
// the first period's orders are common to all worlds and each world decides the rest for itself.
#pragma once

#include <vector>

#include "harness/fleet/plan_model.h"
#include "harness/fleet/world.h"

namespace fleetmark::fleet {

// [device][site]: lots ordered in the first period.
using FirstLots = std::vector<std::vector<double>>;

struct MinimaxRegret {
  bool is_found = false;
  FirstLots lots;
  double bound = 0;  // proven: no first orders have a largest regret below this
};

// `own` holds each world's own plan, all found; `models` the program of each. Where a world limits
// a device's imports from its start (a ban or a quota), less than what was ordered may arrive, and
// the prepayment on the rest is lost; a delivery that
// the limit would have let in may be refused, which can only lower `bound`.
MinimaxRegret minimax_regret(const std::vector<World>& worlds, const std::vector<PlanModel>& models,
                             const std::vector<Solution>& own, Solver& solver,
                             const SolveLimits& limits);

}  // namespace fleetmark::fleet
