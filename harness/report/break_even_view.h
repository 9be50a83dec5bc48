// SPDX-License-Identifier: Apache-2.0
// What would change the answer: levers, own or rent or API, ties.
#pragma once

#include "harness/report/document.h"
#include "harness/report/task_rows.h"

namespace fleetmark::report {

Table lever_table(const TaskRows& task);
Table crossover_table(const TaskRows& task);
Table tie_table(const TaskRows& task);

}  // namespace fleetmark::report
