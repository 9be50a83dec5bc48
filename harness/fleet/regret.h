// SPDX-License-Identifier: Apache-2.0
// What a plan costs in another world than the one that it was made for, against the plan that was
// made for that one; and what it costs in the mean.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/fleet/hedging.h"
#include "harness/fleet/plan_model.h"
#include "harness/fleet/world.h"

namespace fleetmark::fleet {

// Cost of the plan made for world [a] in world [b]: its first period's orders stand (imports that
// world [b] forbids are not delivered and lose their prepayment), all else is decided anew. None
// where no plan was found.
struct RegretCell {
  bool is_known = false;
  double cost = 0;
  // Regret: that cost less the least there is in [b], as both searches' bounds tell; of [b]'s own
  // plan what its gap leaves open.
  double low = 0, high = 0;
  double bound = 0;  // proven of that cost
};

// What is known of a difference whose ends come from searches with gaps.
struct Span {
  double low = 0, high = 0;
};

// Over worlds of given chances.
struct Expectation {
  Chances chances;
  // Of each plan, as `Regrets::plans`; none where it has no answer in some world.
  std::vector<std::optional<double>> mean, tail;
  // Price of not knowing: the least mean cost less the mean of each world's own plan (expected
  // value of perfect information). None where no such plan was found.
  std::optional<Span> perfect_information;
  // Mean cost of the first world's own plan less the least mean cost: what it is worth to have
  // thought of the other worlds (value of the stochastic solution).
  std::optional<Span> hedging;
};

struct Regrets {
  std::vector<std::string> names;  // of worlds
  // Rows: a plan for each world and, where every world has one, the plan whose largest regret is
  // least; with chances the one of least mean cost and, with a weight of the tail, of least
  // weighed cost.
  std::vector<std::string> plans;
  std::vector<std::vector<RegretCell>> cells;  // [plan][world]
  std::vector<FirstLots> orders;  // of each plan in the first period; empty where none was found
  // Of each plan its largest `high`; none where it has no answer in a world that has a plan.
  std::vector<std::optional<double>> worst;
  std::optional<double> least_worst;  // proven: no first orders have a largest regret below this
  std::optional<Expectation> expectation;
};

// Plans over several worlds are searched for where there are two worlds or more. `chances`: one
// weight for each world.
Regrets regrets_of(const std::vector<World>& worlds, Solver& solver, const SolveLimits& limits,
                   const std::optional<Chances>& chances = {});

}  // namespace fleetmark::fleet
