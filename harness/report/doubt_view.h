// SPDX-License-Identifier: Apache-2.0
// How sure a cost is, and which inputs the doubt comes from.
#pragma once

#include "harness/report/document.h"
#include "harness/report/task_rows.h"

namespace fleetmark::report {

// P10, P50 and P90 of the draws, how likely each is cheaper than the reference, largest drivers.
Table doubt_table(const TaskRows& task);

// Share of draws in which the device of the row is cheaper than that of the column; empty for fewer
// than three devices.
Table cheaper_table(const TaskRows& task);

// One input at a time from its low to its high end, the widest first.
Table tornado_table(const TaskRows& task);

// Every input at its best and at its worst end.
Table corner_table(const TaskRows& task);

}  // namespace fleetmark::report
