// SPDX-License-Identifier: Apache-2.0
// What may turn out otherwise than a scenario states, and the worlds that follow from it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/fleet/world_change.h"

namespace fleetmark::fleet {

// One way in which something turns out otherwise: other policies, other figures, or both.
struct WorldOutcome {
  std::string id;                                    // "halved"; empty: said by what changes
  double chance = 0;                                 // 0 < chance < 1
  std::optional<std::vector<std::string>> policies;  // in place of the scenario's
  std::vector<WorldChange> changes;
};

// Something that is not known. What the chances of its outcomes leave of 1 is that it turns out as
// the scenario states. Independent of all other uncertainties.
struct Uncertainty {
  std::string about;
  std::vector<WorldOutcome> outcomes;
};

// A world in words of policies and changes, before it is made a problem.
struct WorldAsked {
  std::string name;
  std::optional<std::vector<std::string>> policies;  // in place of the scenario's
  std::vector<WorldChange> changes;
  double chance = 0;  // 0: not given
};

// What a figure's 10th and 90th percentile stand for when three worlds replace its distribution
// (Swanson's rule: 0.3, 0.4 for the median, 0.3; Hurst, Brown and Swanson 2000).
inline constexpr double kChanceOfBandEnd = 0.3;

// The costliest part of what may happen that is the tail, where nobody says.
inline constexpr double kTailShare = 0.1;

// "quota-halved+demand=1.2".
std::string name_of(const std::optional<std::vector<std::string>>& policies,
                    const std::vector<WorldChange>& changes);

// How many worlds there are, that which turns out as stated among them.
std::size_t world_count(const std::vector<Uncertainty>& all);

// Every combination of outcomes, first the one in which all turns out as stated, whose name is
// "the scenario". Chances multiply to a sum of 1. At most one uncertainty may speak of policies.
std::vector<WorldAsked> worlds_of(const std::vector<Uncertainty>& all);

}  // namespace fleetmark::fleet
