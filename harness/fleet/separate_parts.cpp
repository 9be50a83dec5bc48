// SPDX-License-Identifier: Apache-2.0
// See separate_parts.h.
#include "harness/fleet/separate_parts.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace fleetmark::fleet {
namespace {

constexpr double kLeastCost = 1e-9;  // a part that costs nothing still has a gap
// Parts that are searched side by side: as many on every machine, since each that is searched
// after others knows what they left.
constexpr std::size_t kTogether = 2;

bool is_fixed(const Column& column) { return column.lower == column.upper; }

class Groups {
 public:
  explicit Groups(std::size_t count) : parent_(count) {
    std::iota(parent_.begin(), parent_.end(), 0);
  }
  int find(int i) {
    while (parent_[at(i)] != i) i = parent_[at(i)] = parent_[at(parent_[at(i)])];
    return i;
  }
  void join(int a, int b) { parent_[at(find(a))] = find(b); }

 private:
  std::vector<int> parent_;
};

// The program of some columns alone; what fixed ones add to a row is moved to its bounds.
Milp part_of(const Milp& milp, const std::vector<int>& columns, const std::vector<int>& part_of_row,
             int part) {
  Milp made;
  std::vector<int> place(milp.columns.size(), -1);
  for (const int column : columns) place[at(column)] = made.add_column(milp.columns[at(column)]);
  for (std::size_t r = 0; r < milp.rows.size(); ++r) {
    if (part_of_row[r] != part) continue;
    Row row = milp.rows[r];
    row.terms.clear();
    double fixed = 0;
    for (const auto& term : milp.rows[r].terms) {
      const Column& column = milp.columns[at(term.column)];
      if (is_fixed(column)) {
        fixed += term.factor * column.lower;
      } else {
        row.terms.push_back({place[at(term.column)], term.factor});
      }
    }
    row.lower -= fixed;
    row.upper -= fixed;
    made.add_row(std::move(row));
  }
  return made;
}

// Rows whose columns are all fixed hold or do not.
bool fixed_rows_hold(const Milp& milp, const std::vector<int>& part_of_row) {
  for (std::size_t r = 0; r < milp.rows.size(); ++r) {
    if (part_of_row[r] >= 0) continue;
    double sum = 0;
    double scale = 1;
    for (const auto& term : milp.rows[r].terms) {
      const double part = term.factor * milp.columns[at(term.column)].lower;
      sum += part;
      scale = std::max(scale, std::fabs(part));
    }
    const double slack = 1e-6 * scale;
    if (sum < milp.rows[r].lower - slack || sum > milp.rows[r].upper + slack) return false;
  }
  return true;
}

std::vector<int> parts_of_rows(const Milp& milp, const std::vector<std::vector<int>>& parts) {
  std::vector<int> part_of_column(milp.columns.size(), -1);
  for (std::size_t k = 0; k < parts.size(); ++k) {
    for (const int column : parts[k]) part_of_column[at(column)] = static_cast<int>(k);
  }
  std::vector<int> part_of_row;
  for (const auto& row : milp.rows) {
    int& part = part_of_row.emplace_back(-1);
    for (const auto& term : row.terms) part = std::max(part, part_of_column[at(term.column)]);
  }
  return part_of_row;
}

// What is decided before any part is searched.
Solution of_fixed_columns(const Milp& milp) {
  Solution fixed;
  fixed.status = SolveStatus::kDone;
  fixed.values.resize(milp.columns.size());
  fixed.bound = milp.constant;
  for (std::size_t i = 0; i < milp.columns.size(); ++i) {
    if (!is_fixed(milp.columns[i])) continue;
    fixed.values[i] = milp.columns[i].lower;
    fixed.bound += milp.columns[i].cost * milp.columns[i].lower;
  }
  return fixed;
}

void take_in(const Solution& part, const std::vector<int>& columns, Solution& all) {
  for (std::size_t c = 0; c < columns.size(); ++c) all.values[at(columns[c])] = part.values[c];
  all.bound += part.bound;
  all.nodes += part.nodes;
  if (part.status != SolveStatus::kDone) all.status = part.status;
}

}  // namespace

std::vector<std::vector<int>> separate_parts(const Milp& milp) {
  Groups groups(milp.columns.size());
  for (const auto& row : milp.rows) {
    int first = -1;
    for (const auto& term : row.terms) {
      if (is_fixed(milp.columns[at(term.column)])) continue;
      if (first >= 0) groups.join(first, term.column);
      first = term.column;
    }
  }
  std::vector<std::vector<int>> parts;
  std::vector<int> number(milp.columns.size(), -1);
  for (int i = 0; i < static_cast<int>(milp.columns.size()); ++i) {
    if (is_fixed(milp.columns[at(i)])) continue;
    int& part = number[at(groups.find(i))];
    if (part < 0) {
      part = static_cast<int>(parts.size());
      parts.emplace_back();
    }
    parts[at(part)].push_back(i);
  }
  return parts;
}

Solution solve_parts(const Milp& milp, Solver& solver, const SolveLimits& limits, double slack) {
  const auto columns = separate_parts(milp);
  const auto part_of_row = parts_of_rows(milp, columns);
  if (!fixed_rows_hold(milp, part_of_row)) return {SolveStatus::kInfeasible};
  Solution all = of_fixed_columns(milp);
  SolveLimits each = limits;
  each.seconds = limits.seconds / static_cast<double>(std::max<std::size_t>(columns.size(), 1));
  std::vector<Milp> parts;
  std::vector<double> relaxations;
  for (std::size_t k = 0; k < columns.size(); ++k) {
    parts.push_back(part_of(milp, columns[k], part_of_row, static_cast<int>(k)));
    Solution relaxation = solver.solve(relaxed(parts.back()), each);
    if (!relaxation.has_values()) return relaxation;
    relaxations.push_back(relaxation.objective);
  }
  double left = slack;
  for (std::size_t first = 0; first < parts.size(); first += kTogether) {
    const std::size_t count = std::min(kTogether, parts.size() - first);
    // What earlier parts did not lose, later ones may.
    const double share = left / static_cast<double>(parts.size() - first);
    auto found = solver.each(count, [&](std::size_t i) {
      SolveLimits some = each;
      const double scale = std::max(std::fabs(relaxations[first + i]), kLeastCost);
      some.gap = std::max(limits.gap, share / scale);
      return solver.solve(parts[first + i], some);
    });
    for (std::size_t i = 0; i < count; ++i) {
      if (!found[i].has_values()) return std::move(found[i]);
      left -= found[i].objective - relaxations[first + i];
      take_in(found[i], columns[first + i], all);
    }
  }
  all.objective = objective(milp, all.values);
  return all;
}

}  // namespace fleetmark::fleet
