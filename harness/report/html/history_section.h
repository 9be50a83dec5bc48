// SPDX-License-Identifier: Apache-2.0
// Series over time: levels, changes, and where the conditions changed.
#pragma once

#include <vector>

#include "harness/compare/history.h"
#include "harness/report/html/section.h"

namespace fleetmark::report::html {

// Series with events first, then the longest; at most a dozen are drawn, all stand in the table.
Section history_section(const std::vector<compare::Series>& series);

}  // namespace fleetmark::report::html
