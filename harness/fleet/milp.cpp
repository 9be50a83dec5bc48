// SPDX-License-Identifier: Apache-2.0
// See milp.h.
#include "harness/fleet/milp.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace fleetmark::fleet {

int Milp::add_column(Column column) {
  columns.push_back(std::move(column));
  return static_cast<int>(columns.size()) - 1;
}

void Milp::add_row(Row row) { rows.push_back(std::move(row)); }

std::size_t Milp::integers() const {
  return static_cast<std::size_t>(std::ranges::count(columns, true, &Column::is_integer));
}

Milp relaxed(Milp milp) {
  for (auto& column : milp.columns) column.is_integer = false;
  return milp;
}

namespace {

// Details are not whole in what is left, so that spare columns are not needed.
template <typename IsWhole>
Milp without_some(Milp milp, const IsWhole& is_whole) {
  for (auto& column : milp.columns) {
    column.is_integer = column.is_integer && is_whole(column);
    if (column.is_spare && column.lower <= 0) column.upper = 0;
  }
  return milp;
}

}  // namespace

Milp without_details(Milp milp) {
  return without_some(std::move(milp), [](const Column& c) { return !c.is_detail; });
}

Milp with_choices_alone(Milp milp) {
  return without_some(std::move(milp), [](const Column& c) { return c.is_choice; });
}

Milp with_choices_and_sums(Milp milp) {
  return without_some(std::move(milp), [](const Column& c) { return c.is_choice || c.is_sum; });
}

double breach(const Milp& milp, const std::vector<double>& values) {
  double worst = 0;
  const auto outside = [&](double value, double lower, double upper, double scale) {
    worst = std::max({worst, (lower - value) / scale, (value - upper) / scale});
  };
  for (std::size_t i = 0; i < milp.columns.size(); ++i) {
    const Column& column = milp.columns[i];
    outside(values[i], column.lower, column.upper, std::max(1.0, std::abs(values[i])));
    if (column.is_integer) worst = std::max(worst, std::abs(values[i] - std::round(values[i])));
  }
  for (const auto& row : milp.rows) {
    double sum = 0;
    double scale = 1;
    for (const auto& term : row.terms) {
      const double part = term.factor * values[static_cast<std::size_t>(term.column)];
      sum += part;
      scale = std::max(scale, std::abs(part));
    }
    outside(sum, row.lower, row.upper, scale);
  }
  return worst;
}

double objective(const Milp& milp, const std::vector<double>& values) {
  double sum = milp.constant;
  for (std::size_t i = 0; i < values.size(); ++i) sum += milp.columns[i].cost * values[i];
  return sum;
}

double SearchState::gap() const {
  if (!incumbent) return kUnbounded;
  if (*incumbent == bound) return 0;
  return (*incumbent - bound) / std::max(std::abs(*incumbent), 1e-12);
}

double Solution::gap() const {
  return has_values() ? SearchState{objective, bound}.gap() : kUnbounded;
}

std::vector<Solution> Solver::each(std::size_t count,
                                   const std::function<Solution(std::size_t)>& job) {
  std::vector<Solution> solutions;
  for (std::size_t k = 0; k < count; ++k) solutions.push_back(job(k));
  return solutions;
}

}  // namespace fleetmark::fleet
