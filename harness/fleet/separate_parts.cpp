// SPDX-License-Identifier: Apache-2.0
// See separate_parts.h.
#include "harness/fleet/separate_parts.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace fleetmark::fleet {
namespace {

constexpr double kLeastCost = 1e-9;  // a part that costs nothing still has a gap

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
  const auto parts = separate_parts(milp);
  std::vector<int> part_of_column(milp.columns.size(), -1);
  for (std::size_t k = 0; k < parts.size(); ++k) {
    for (const int column : parts[k]) part_of_column[at(column)] = static_cast<int>(k);
  }
  std::vector<int> part_of_row;
  for (const auto& row : milp.rows) {
    int& part = part_of_row.emplace_back(-1);
    for (const auto& term : row.terms) part = std::max(part, part_of_column[at(term.column)]);
  }
  Solution all;
  if (!fixed_rows_hold(milp, part_of_row)) {
    all.status = SolveStatus::kInfeasible;
    return all;
  }
  all.values.resize(milp.columns.size());
  all.bound = milp.constant;
  for (std::size_t i = 0; i < milp.columns.size(); ++i) {
    if (!is_fixed(milp.columns[i])) continue;
    all.values[i] = milp.columns[i].lower;
    all.bound += milp.columns[i].cost * milp.columns[i].lower;
  }
  all.status = SolveStatus::kDone;
  double left = slack;
  SolveLimits each = limits;
  each.seconds = limits.seconds / static_cast<double>(std::max<std::size_t>(parts.size(), 1));
  for (std::size_t k = 0; k < parts.size(); ++k) {
    const Milp part = part_of(milp, parts[k], part_of_row, static_cast<int>(k));
    Solution relaxation = solver.solve(relaxed(part), each);
    if (!relaxation.has_values()) return relaxation;
    // What an earlier part did not lose, later ones may.
    const double share = left / static_cast<double>(parts.size() - k);
    each.gap = std::max(limits.gap, share / std::max(std::fabs(relaxation.objective), kLeastCost));
    Solution found = solver.solve(part, each);
    if (!found.has_values()) return found;
    for (std::size_t c = 0; c < parts[k].size(); ++c) {
      all.values[at(parts[k][c])] = found.values[c];
    }
    left -= found.objective - relaxation.objective;
    all.bound += found.bound;
    all.nodes += found.nodes;
    if (found.status != SolveStatus::kDone) all.status = found.status;
  }
  all.objective = objective(milp, all.values);
  return all;
}

}  // namespace fleetmark::fleet
