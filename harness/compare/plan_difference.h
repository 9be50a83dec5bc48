// SPDX-License-Identifier: Apache-2.0
// Two plans, each as the answer that was written of it: what is bought, stands, serves and costs
// otherwise, and which limits bind in one of them alone.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fleetmark::compare {

// One row of a table of a plan: its words, and a figure for each period or one alone.
struct PlanFigures {
  std::string name;  // "h200-sxm-141 hall-1"
  std::vector<double> values;
};

// As `fleetmark plan` answers.
struct PlanAnswer {
  std::string scenario;  // "private-firm (Private internet firm: ...)"
  std::string currency;  // "CNY"
  std::map<std::string, std::vector<PlanFigures>> tables;  // by id: "orders", "fleet"
  std::vector<std::string> binding;                        // limits that nothing more fits under
  double cost = 0, bound = 0;                              // discounted; proven: none costs less
};

struct PlanChange {
  std::string name;
  std::vector<double> base, now;  // of equal length; 0 where a plan has no such row
};

// Cost of the second plan less that of the first; what the plans that cost least in either case
// would differ by lies from `least` to `most`.
struct PlanCostChange {
  double base = 0, now = 0;
  double least = 0, most = 0;

  [[nodiscard]] bool is_proven() const { return least > 0 || most < 0; }
};

struct PlanDifference {
  PlanCostChange cost;
  std::map<std::string, std::vector<PlanChange>> tables;  // rows that differ
  std::vector<std::string> binds_now, binds_no_more;

  [[nodiscard]] bool is_none() const;
};

// Figures that differ by less than rounding are the same. Rows of one name in a table are one.
PlanDifference plan_difference(const PlanAnswer& base, const PlanAnswer& now);

}  // namespace fleetmark::compare
