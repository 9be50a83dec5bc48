// SPDX-License-Identifier: Apache-2.0
// Which devices stand where in each period of a plan: stacked bars, one chart for each site.
#pragma once

#include "harness/report/html/svg.h"
#include "harness/report/plan_view.h"

namespace fleetmark::report::html {

Markup fleet_charts(const fleet::PlanProblem& problem, const fleet::Plan& plan,
                    const PlanTitle& title, const Origin& origin);

}  // namespace fleetmark::report::html
