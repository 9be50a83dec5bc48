// SPDX-License-Identifier: Apache-2.0
// A planner's question as its file states it.
#pragma once

#include "harness/fleet/scenario.h"
#include "harness/report/document.h"

namespace fleetmark::report {

// Every figure is a given one: "(unlimited)", "(economics)" and the like stand where the file
// leaves it to others.
Document scenario_view(const fleet::Scenario& scenario);

}  // namespace fleetmark::report
