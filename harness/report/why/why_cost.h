// SPDX-License-Identifier: Apache-2.0
// The arithmetic behind the cost of a task: from price, power and rate to a device-hour and from
// there to both costs of the task. Formulas as in cost/ownership.h and cost/cost_model.h.
#pragma once

#include <vector>

#include "harness/report/task_rows.h"
#include "harness/report/why/why.h"

namespace fleetmark::report {

// All numbers at typical; rows are devices. Devices whose cost is not known have none.
std::vector<WhyLine> why_cost(const TaskRows& task);

}  // namespace fleetmark::report
