// SPDX-License-Identifier: Apache-2.0
// The report's part on a fleet plan, from what the plan command finds.
#pragma once

#include "harness/cli/catalogue.h"
#include "harness/cli/options.h"
#include "harness/report/html/section.h"

namespace fleetmark::cli {

// A scenario without a plan gives a section too, which says why.
Result<report::html::Section> report_plan(const Catalogue& catalogue, const PlanOptions& options);

}  // namespace fleetmark::cli
