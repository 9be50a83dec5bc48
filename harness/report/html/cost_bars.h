// SPDX-License-Identifier: Apache-2.0
// Cost of a task by device: a bar to the typical cost, a whisker from P10 to P90.
#pragma once

#include "harness/report/html/money.h"
#include "harness/report/html/svg.h"

namespace fleetmark::report::html {

Markup cost_bars(const std::vector<PricedDevice>& devices, const TaskRows& task,
                 const std::string& id);

}  // namespace fleetmark::report::html
