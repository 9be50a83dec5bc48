// SPDX-License-Identifier: Apache-2.0
// Plans over several worlds: what each is regretted by in each, and what it costs in the mean.
#pragma once

#include <string>
#include <vector>

#include "harness/fleet/plan_problem.h"
#include "harness/fleet/regret.h"
#include "harness/report/document.h"

namespace fleetmark::report {

// Regret of each plan in each world, and the largest of each plan.
Table regret_table(const fleet::Regrets& regrets, const std::string& currency);

// What each plan orders in the first period, before it is known which world holds.
Table first_orders_table(const fleet::Regrets& regrets, const fleet::PlanProblem& problem);

// Mean and tail of each plan's cost, with what knowing and hedging are worth below. Needs an
// expectation.
Table expected_cost_table(const fleet::Regrets& regrets, const std::string& currency);

// All that there are.
std::vector<Table> world_tables(const fleet::Regrets& regrets, const fleet::PlanProblem& problem);

}  // namespace fleetmark::report
