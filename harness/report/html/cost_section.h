// SPDX-License-Identifier: Apache-2.0
// The sections on money: what a task costs on each device, what if, what the doubt comes from, what
// would make costs equal.
#pragma once

#include <string>
#include <vector>

#include "harness/report/html/section.h"
#include "harness/report/task_rows.h"

namespace fleetmark::report::html {

// Where a task stands among several.
struct TaskPlace {
  std::string key = {};   // ends the ids of its parts; empty for the first
  std::string name = {};  // in headings; empty where it is the only one
};

std::vector<Section> cost_sections(const TaskRows& task, const std::string& terms,
                                   const TaskPlace& place);

}  // namespace fleetmark::report::html
