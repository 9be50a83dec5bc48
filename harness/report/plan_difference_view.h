// SPDX-License-Identifier: Apache-2.0
// What changed between two plans, in words and by table.
#pragma once

#include "harness/compare/plan_difference.h"
#include "harness/report/document.h"

namespace fleetmark::report {

struct PlanSides {
  std::string base, now;  // what the two are called: their files
};

Document plan_difference_document(const compare::PlanAnswer& base, const compare::PlanAnswer& now,
                                  const PlanSides& sides);

}  // namespace fleetmark::report
