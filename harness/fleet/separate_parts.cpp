// SPDX-License-Identifier: Apache-2.0
// See separate_parts.h.
#include "harness/fleet/separate_parts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>
#include <optional>
#include <utility>

namespace fleetmark::fleet {
namespace {

constexpr double kLeastCost = 1e-9;  // a part that costs nothing still has a gap
// Parts that are searched side by side: as many on every machine, since each that is searched
// after others knows what they left.
constexpr std::size_t kTogether = 2;
// Parts in which too much was lost are searched anew, longer and in other ways.
constexpr std::array kLongerRounds{SearchStyle::kThorough, SearchStyle::kPlain};
constexpr int kLonger = 4;

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

// A part of a program, and the best that was found of it.
struct Part {
  std::vector<int> columns;
  Milp milp;
  double least = 0;  // without whole numbers
  Solution found;

  [[nodiscard]] double lost() const { return found.objective - least; }
};

class Parts {
 public:
  Parts(Solver& solver, const SolveLimits& limits, double slack)
      : solver_(solver), limits_(limits), slack_(slack), most_seconds_(limits.seconds) {}

  // Not found without whole numbers: of no part more is asked.
  std::optional<Solution> take(const Milp& milp, std::vector<std::vector<int>> columns,
                               const std::vector<int>& part_of_row);
  // False where a part has no solution, which is then `missing`.
  bool search();
  void search_longer();
  [[nodiscard]] const std::vector<Part>& all() const { return parts_; }
  [[nodiscard]] double seconds() const { return seconds_; }
  Solution missing;

 private:
  [[nodiscard]] double lost() const;
  std::vector<Solution> search(const std::vector<std::size_t>& some, const SolveLimits& limits,
                               double may_lose);
  void search_again(const std::vector<std::size_t>& some, const SolveLimits& limits);
  [[nodiscard]] std::vector<std::size_t> most_lost_first() const;

  Solver& solver_;
  SolveLimits limits_;
  double slack_;
  double most_seconds_;
  double seconds_ = 0;  // taken so far
  std::vector<Part> parts_;
};

std::optional<Solution> Parts::take(const Milp& milp, std::vector<std::vector<int>> columns,
                                    const std::vector<int>& part_of_row) {
  limits_.seconds /= static_cast<double>(std::max<std::size_t>(columns.size(), 1));
  for (std::size_t k = 0; k < columns.size(); ++k) {
    Milp part = part_of(milp, columns[k], part_of_row, static_cast<int>(k));
    Solution relaxation = solver_.solve(relaxed(part), limits_);
    if (!relaxation.has_values()) return relaxation;
    seconds_ += relaxation.seconds;
    parts_.push_back({std::move(columns[k]), std::move(part), relaxation.objective, {}});
  }
  return std::nullopt;
}

double Parts::lost() const {
  double sum = 0;
  for (const auto& part : parts_) sum += part.lost();
  return sum;
}

// Each of `some` to the gap of the limits or until it loses no more than `may_lose`.
std::vector<Solution> Parts::search(const std::vector<std::size_t>& some, const SolveLimits& limits,
                                    double may_lose) {
  auto found = solver_.each(some.size(), [&](std::size_t i) {
    const Part& part = parts_[some[i]];
    SolveLimits mine = limits;
    mine.gap = std::max(limits.gap, may_lose / std::max(std::fabs(part.least), kLeastCost));
    return solver_.solve(part.milp, mine);
  });
  if (!found.empty()) seconds_ += std::ranges::max(found, {}, &Solution::seconds).seconds;
  return found;
}

bool Parts::search() {
  double left = slack_;
  for (std::size_t first = 0; first < parts_.size(); first += kTogether) {
    std::vector<std::size_t> some(std::min(kTogether, parts_.size() - first));
    std::iota(some.begin(), some.end(), first);
    // What earlier parts did not lose, later ones may.
    auto found = search(some, limits_, left / static_cast<double>(parts_.size() - first));
    for (std::size_t i = 0; i < some.size(); ++i) {
      if (!found[i].has_values()) {
        missing = std::move(found[i]);
        return false;
      }
      Part& part = parts_[some[i]];
      part.found = std::move(found[i]);
      left -= part.lost();
    }
  }
  return true;
}

std::vector<std::size_t> Parts::most_lost_first() const {
  std::vector<std::size_t> order(parts_.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, std::greater{}, [&](std::size_t k) { return parts_[k].lost(); });
  return order;
}

void Parts::search_longer() {
  SolveLimits limits = limits_;
  limits.most_nodes *= kLonger;
  limits.gap /= kLonger;
  for (const auto style : kLongerRounds) {
    limits.style = style;
    const auto order = most_lost_first();
    for (std::size_t first = 0; first < order.size() && lost() > slack_ && seconds_ < most_seconds_;
         first += kTogether) {
      const std::size_t end = std::min(first + kTogether, order.size());
      search_again({order.begin() + static_cast<std::ptrdiff_t>(first),
                    order.begin() + static_cast<std::ptrdiff_t>(end)},
                   limits);
    }
  }
}

void Parts::search_again(const std::vector<std::size_t>& some, const SolveLimits& limits) {
  double of_others = lost();
  for (const std::size_t k : some) of_others -= parts_[k].lost();
  const double may_lose = (slack_ - of_others) / static_cast<double>(some.size());
  auto found = search(some, limits, may_lose);
  for (std::size_t i = 0; i < some.size(); ++i) {
    Solution& best = parts_[some[i]].found;
    const double bound = std::max(best.bound, found[i].bound);
    const int nodes = best.nodes + found[i].nodes;
    if (found[i].has_values() && found[i].objective < best.objective) best = std::move(found[i]);
    best.bound = std::min(bound, best.objective);
    best.nodes = nodes;
  }
}

void take_in(const Part& part, Solution& all) {
  for (std::size_t c = 0; c < part.columns.size(); ++c) {
    all.values[at(part.columns[c])] = part.found.values[c];
  }
  all.bound += part.found.bound;
  all.nodes += part.found.nodes;
  if (part.found.status != SolveStatus::kDone) all.status = part.found.status;
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
  auto columns = separate_parts(milp);
  const auto part_of_row = parts_of_rows(milp, columns);
  if (!fixed_rows_hold(milp, part_of_row)) return {SolveStatus::kInfeasible};
  Parts parts(solver, limits, slack);
  if (const auto none = parts.take(milp, std::move(columns), part_of_row)) return *none;
  if (!parts.search()) return parts.missing;
  if (slack > 0) parts.search_longer();
  Solution all = of_fixed_columns(milp);
  for (const auto& part : parts.all()) take_in(part, all);
  all.objective = objective(milp, all.values);
  all.seconds = parts.seconds();
  return all;
}

}  // namespace fleetmark::fleet
