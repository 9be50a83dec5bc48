// SPDX-License-Identifier: Apache-2.0
// What the doubt about a device's cost comes from: each input at its low and high end, the others
// at typical.
#pragma once

#include "harness/report/html/money.h"
#include "harness/report/html/svg.h"

namespace fleetmark::report::html {

Markup tornado_chart(const PricedDevice& device, const TaskRows& task, const std::string& id);

}  // namespace fleetmark::report::html
