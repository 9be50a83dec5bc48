// SPDX-License-Identifier: Apache-2.0
// How costs run with one thing that may change, and where they cross: purchase price, utilisation,
// power price, software.
#pragma once

#include "harness/report/html/money.h"
#include "harness/report/html/svg.h"

namespace fleetmark::report::html {

// A chart for each lever that applies. `devices`: those drawn, cheapest first.
Markup break_even_charts(const std::vector<PricedDevice>& devices, const TaskRows& task,
                         const std::string& id);

}  // namespace fleetmark::report::html
