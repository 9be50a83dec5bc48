// SPDX-License-Identifier: Apache-2.0
// Rows that policies and restrictions add to a plan model.
#pragma once

#include "harness/fleet/plan_model.h"

namespace fleetmark::fleet {

// Quotas, ties, floors, bans, and workloads that are kept to domestic devices.
void add_rules(const PlanProblem& problem, PlanModel& model);

}  // namespace fleetmark::fleet
