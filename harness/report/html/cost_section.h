// SPDX-License-Identifier: Apache-2.0
// The sections on money: what a task costs on each device, what if, what the doubt comes from, what
// would make costs equal.
#pragma once

#include <vector>

#include "harness/report/html/section.h"
#include "harness/report/task_rows.h"

namespace fleetmark::report::html {

// `key` tells the sections of several tasks apart; empty: the only one. What the reader may move is
// of the first task alone: `has_panel`.
std::vector<Section> cost_sections(const TaskRows& task, const std::string& terms,
                                   const std::string& key, bool has_panel);

}  // namespace fleetmark::report::html
