// SPDX-License-Identifier: Apache-2.0
// See aggregated.h.
#include "harness/fleet/aggregated.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

namespace fleetmark::fleet {
namespace {

// A column of the sum, over the rows of a kind: the factors of its members.
struct Factors {
  double least = 0, most = 0;
  int members = 0;
};

class Aggregation {
 public:
  explicit Aggregation(const Milp& milp) : milp_(milp) { sum_.milp.constant = milp.constant; }

  Aggregate build() {
    for (const auto& column : milp_.columns) add(column);
    std::unordered_map<int, std::size_t> place;
    std::vector<std::vector<int>> kinds;
    for (int r = 0; r < static_cast<int>(milp_.rows.size()); ++r) {
      const int kind = milp_.rows[at(r)].kind;
      const auto [known, is_new] = place.emplace(kind, kinds.size());
      if (kind < 0 || is_new) {
        known->second = kinds.size();
        kinds.emplace_back();
      }
      kinds[known->second].push_back(r);
    }
    for (const auto& rows : kinds) add_rows(rows);
    return std::move(sum_);
  }

 private:
  void add(const Column& column) {
    const bool is_alone = column.kind < 0 || column.lower < 0;
    const auto known = is_alone ? columns_.end() : columns_.find(column.kind);
    if (known != columns_.end()) {
      Column& sum = sum_.milp.columns[at(known->second)];
      sum.lower += column.lower;
      sum.upper += column.upper;
      sum.cost = std::min(sum.cost, column.cost);
      sum.is_integer = sum.is_integer && column.is_integer;
      sum.is_spare = sum.is_spare && column.is_spare;
      ++members_[at(known->second)];
      sum_.column_of.push_back(known->second);
      return;
    }
    const int place = sum_.milp.add_column(column);
    if (!is_alone) columns_.emplace(column.kind, place);
    members_.push_back(1);
    sum_.column_of.push_back(place);
  }

  void add_rows(const std::vector<int>& rows) {
    const Row& first = milp_.rows[at(rows.front())];
    std::map<int, double> by_column;
    Row upper{first.name, {}, -kUnbounded, 0, first.family};
    Row lower{first.name, {}, 0, kUnbounded, first.family};
    for (const int r : rows) {
      for (const auto& term : milp_.rows[at(r)].terms) by_column[term.column] += term.factor;
      lower.lower += milp_.rows[at(r)].lower;
      upper.upper += milp_.rows[at(r)].upper;
    }
    for (const auto& [column, factors] : factors_of(by_column)) {
      upper.terms.push_back({column, factors.least});
      lower.terms.push_back({column, factors.most});
    }
    if (lower.lower > -kUnbounded) sum_.milp.add_row(std::move(lower));
    if (upper.upper < kUnbounded) sum_.milp.add_row(std::move(upper));
  }

  // A member that is in none of the rows has the factor 0.
  [[nodiscard]] std::map<int, Factors> factors_of(const std::map<int, double>& by_column) const {
    std::map<int, Factors> found;
    for (const auto& [column, factor] : by_column) {
      Factors& all = found[sum_.column_of[at(column)]];
      all.least = all.members == 0 ? factor : std::min(all.least, factor);
      all.most = all.members == 0 ? factor : std::max(all.most, factor);
      ++all.members;
    }
    for (auto& [column, all] : found) {
      if (all.members == members_[at(column)]) continue;
      all.least = std::min(all.least, 0.0);
      all.most = std::max(all.most, 0.0);
    }
    return found;
  }

  const Milp& milp_;
  Aggregate sum_;
  std::unordered_map<int, int> columns_;  // of a kind
  std::vector<int> members_;              // of each column of the sum
};

}  // namespace

Aggregate aggregated(const Milp& milp) { return Aggregation(milp).build(); }

}  // namespace fleetmark::fleet
