// SPDX-License-Identifier: Apache-2.0
// First orders made before it is known which of several worlds will hold: those whose largest
// regret is least, and those that cost least in the mean or in the tail (two-stage programs with
// recourse; Birge and Louveaux 2011, chapters 2 and 4).
#pragma once

#include <vector>

#include "harness/fleet/joint_program.h"
#include "harness/fleet/uncertainty.h"

namespace fleetmark::fleet {

struct Hedge {
  bool is_found = false;
  FirstLots lots;
  double bound = 0;  // proven: no first orders do better
  double gap = 0;    // relative, of the program's own answer: where it is large, one in which later
                     // decisions need not be whole
};

// Of programs of more whole columns than `most_whole` only the first orders are whole: in one of
// 4,000 no plan was found in a minute, in one of 1,240 none within 2 % of the best.
inline constexpr std::size_t kMostWholeSearched = 600;

// `bound`: of the largest regret, in money.
Hedge minimax_regret(const std::vector<World>& worlds, const std::vector<PlanModel>& models,
                     const std::vector<Solution>& own, Solver& solver, const SolveLimits& limits,
                     std::size_t most_whole = kMostWholeSearched);

// How likely each world is, and how its costs are weighed.
struct Chances {
  std::vector<double> weights;     // above 0, of sum 1
  double tail_share = kTailShare;  // the costliest part of what may happen, 0 < share <= 1
  double risk_weight = 0;          // 0: the mean alone; 1: the tail alone
};

// Mean of the costliest `tail_share` of the chances (conditional value at risk; Rockafellar and
// Uryasev 2000). `costs` and `weights` are of the same worlds.
double tail_mean(const std::vector<double>& costs, const std::vector<double>& weights,
                 double tail_share);

// Least (1 - risk_weight) x mean + risk_weight x tail mean. `bound`: of that sum.
Hedge least_expected_cost(const std::vector<World>& worlds, const std::vector<PlanModel>& models,
                          const std::vector<Solution>& own, const Chances& chances, Solver& solver,
                          const SolveLimits& limits, std::size_t most_whole = kMostWholeSearched);

}  // namespace fleetmark::fleet
