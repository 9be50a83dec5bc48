// SPDX-License-Identifier: Apache-2.0
// Plans over several worlds: what each is regretted by in each, and what it costs in the mean.
#pragma once

#include <string>

#include "harness/fleet/regret.h"
#include "harness/report/document.h"

namespace fleetmark::report {

// Regret of each plan in each world, and the largest of each plan.
Table regret_table(const fleet::Regrets& regrets, const std::string& currency);

// Mean and tail of each plan's cost, with what knowing and hedging are worth below. Needs an
// expectation.
Table expected_cost_table(const fleet::Regrets& regrets, const std::string& currency);

}  // namespace fleetmark::report
