// SPDX-License-Identifier: Apache-2.0
// Cost of a task against speed: which devices no other beats in both.
#pragma once

#include "harness/report/html/money.h"
#include "harness/report/html/svg.h"

namespace fleetmark::report::html {

// Of `devices`, cheapest first, those that are faster than every cheaper one: by place.
std::vector<bool> on_frontier(const std::vector<PricedDevice>& devices);

Markup frontier_chart(const std::vector<PricedDevice>& devices, const TaskRows& task,
                      const std::string& id);

}  // namespace fleetmark::report::html
