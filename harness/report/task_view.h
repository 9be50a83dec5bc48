// SPDX-License-Identifier: Apache-2.0
// Where devices stand on a task and what the task costs on them, as tables.
#pragma once

#include <vector>

#include "harness/cost/break_even.h"
#include "harness/cost/task.h"
#include "harness/model/placement.h"
#include "harness/report/document.h"

namespace fleetmark::report {

// One device on one task, with all that was found out about it.
struct TaskRow {
  model::PlacementRow placement;
  model::Known<cost::TaskCost> cost;
  model::Known<cost::BreakEven> break_even;
};

struct TaskRows {
  model::TaskUnit unit;
  std::string bound_unit;  // "B/s" or "FLOP/s"
  std::string currency;    // of every cost
  std::vector<TaskRow> rows;
};

// Achieved rate, share of peak, gap to the reference split into silicon and efficiency, evidence
// tier.
Table placement_table(const TaskRows& task);
// Usage-based and allocation-based cost with P10-P90, energy, break-even price, what is missing.
Table cost_table(const TaskRows& task);
// Every line of the hourly cost per device; lines sum to the total.
Table ownership_table(const TaskRows& task);

}  // namespace fleetmark::report
