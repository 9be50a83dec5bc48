// SPDX-License-Identifier: Apache-2.0
// See plan_difference.h.
#include "harness/compare/plan_difference.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace fleetmark::compare {
namespace {

using Rows = std::vector<PlanFigures>;

bool is_same_figure(double a, double b) {
  return std::fabs(a - b) <= 1e-6 * std::max({1e-3, std::fabs(a), std::fabs(b)});
}

// Names as they stand in the first plan, then those of the second alone.
std::vector<std::string> names_of(const Rows& base, const Rows& now) {
  std::vector<std::string> names;
  for (const Rows* rows : {&base, &now}) {
    for (const auto& row : *rows) {
      if (std::ranges::find(names, row.name) == names.end()) names.push_back(row.name);
    }
  }
  return names;
}

std::vector<double> figures_of(const Rows& rows, const std::string& name, std::size_t length) {
  std::vector<double> sum(length);
  for (const auto& row : rows) {
    if (row.name != name) continue;
    for (std::size_t t = 0; t < row.values.size(); ++t) sum[t] += row.values[t];
  }
  return sum;
}

std::vector<PlanChange> changes_of(const Rows& base, const Rows& now) {
  std::size_t length = 0;
  for (const Rows* rows : {&base, &now}) {
    for (const auto& row : *rows) length = std::max(length, row.values.size());
  }
  std::vector<PlanChange> changes;
  for (const auto& name : names_of(base, now)) {
    PlanChange change{name, figures_of(base, name, length), figures_of(now, name, length)};
    if (!std::ranges::equal(change.base, change.now, is_same_figure)) changes.push_back(change);
  }
  return changes;
}

std::vector<std::string> only_in(const std::vector<std::string>& these,
                                 const std::vector<std::string>& others) {
  std::vector<std::string> only;
  for (const auto& limit : these) {
    if (std::ranges::find(others, limit) == others.end()) only.push_back(limit);
  }
  return only;
}

const Rows& rows_of(const PlanAnswer& answer, const std::string& table) {
  static const Rows none;
  const auto found = answer.tables.find(table);
  return found == answer.tables.end() ? none : found->second;
}

}  // namespace

bool PlanDifference::is_none() const {
  return tables.empty() && binds_now.empty() && binds_no_more.empty() &&
         is_same_figure(cost.base, cost.now);
}

PlanDifference plan_difference(const PlanAnswer& base, const PlanAnswer& now) {
  PlanDifference difference;
  difference.cost = {base.cost, now.cost, now.bound - base.cost, now.cost - base.bound};
  std::set<std::string> ids;
  for (const auto& [id, rows] : base.tables) ids.insert(id);
  for (const auto& [id, rows] : now.tables) ids.insert(id);
  for (const auto& id : ids) {
    auto changes = changes_of(rows_of(base, id), rows_of(now, id));
    if (!changes.empty()) difference.tables[id] = std::move(changes);
  }
  difference.binds_now = only_in(now.binding, base.binding);
  difference.binds_no_more = only_in(base.binding, now.binding);
  return difference;
}

}  // namespace fleetmark::compare
