// SPDX-License-Identifier: Apache-2.0
// What each plan would be regretted by in each world, as a map of shades.
#pragma once

#include "harness/fleet/regret.h"
#include "harness/report/html/svg.h"

namespace fleetmark::report::html {

Markup regret_map(const fleet::Regrets& regrets, const std::string& currency, const Origin& origin);

}  // namespace fleetmark::report::html
