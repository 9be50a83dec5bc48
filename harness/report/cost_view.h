// SPDX-License-Identifier: Apache-2.0
// What a task costs on each device and what that consists of.
#pragma once

#include <string>
#include <vector>

#include "harness/report/document.h"
#include "harness/report/task_rows.h"

namespace fleetmark::report {

Table cost_table(const TaskRows& task);

// Cost of a device-hour, line by line, a column for each device.
Table ownership_table(const TaskRows& task);

// Input and output tokens apart.
Table split_table(const TaskRows& task);

// Money by the step of the efficiency gap, from ideal silicon to the hours that nobody uses.
Table step_table(const TaskRows& task);

Table training_run_table(const TaskRows& task);

// For every figure that is missing, the flag that supplies it.
std::vector<std::string> how_to_supply(const TaskRows& task);

}  // namespace fleetmark::report
