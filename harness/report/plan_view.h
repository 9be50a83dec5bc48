// SPDX-License-Identifier: Apache-2.0
// A fleet plan: costs, orders, fleet, who serves what, limits and what they are worth.
#pragma once

#include <string>
#include <vector>

#include "harness/fleet/plan.h"
#include "harness/fleet/questions.h"
#include "harness/fleet/relaxation.h"
#include "harness/fleet/retest.h"
#include "harness/model/workload.h"
#include "harness/report/document.h"

namespace fleetmark::report {

struct PlanTitle {
  std::string name;
  std::vector<std::string> periods;    // "2027-Q1"
  std::vector<model::TaskUnit> units;  // of each workload
};

// All tables but the values.
Document plan_document(const fleet::PlanProblem& problem, const fleet::Plan& plan,
                       const PlanTitle& title);

Table value_table(const std::vector<fleet::ChangeValue>& values, const std::string& currency);

// Prices of limits in the relaxation, dearest first; without capacity and porting, which are no
// limits that a planner sets.
Table relaxation_table(const fleet::RelaxationPrices& prices, const std::string& currency);

Table retest_table(const fleet::Retest& retest, const fleet::PlanProblem& problem);

// Why there is no plan.
Document conflict_document(const fleet::Conflict& conflict, const std::string& currency);

// "2027-Q1", "2027-Q2", ...: `first` and so many months each; "1", "2", ... where it is no such.
std::vector<std::string> period_names(const std::string& first, int count, double months);

}  // namespace fleetmark::report
