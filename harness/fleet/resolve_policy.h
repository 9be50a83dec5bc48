// SPDX-License-Identifier: Apache-2.0
// What a policy means for the devices of a problem: quotas, ties, floors and bans by index. Duties
// are part of prices and are applied to the economics before (see with_duties).
#pragma once

#include "harness/fleet/make_problem.h"

namespace fleetmark::fleet {

// Adds the rules of `policy` to `problem`, whose devices stand in the order of `devices`. Rules
// over products that are not among them say nothing. kBadData: a filter or a tie by compute needs a
// figure that nobody published.
Result<> resolve_policy(const Policy& policy, const std::vector<DeviceFacts>& devices,
                        PlanProblem& problem);

// The economics under the duties of a policy: levies on imports, and VAT.
cost::Economics with_duties(cost::Economics economics, const Policy& policy);

}  // namespace fleetmark::fleet
