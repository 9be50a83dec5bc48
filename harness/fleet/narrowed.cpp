// SPDX-License-Identifier: Apache-2.0
// See narrowed.h.
#include "harness/fleet/narrowed.h"

#include <algorithm>
#include <cmath>

namespace fleetmark::fleet {

Milp restricted(Milp milp, const std::vector<double>& relaxation) {
  constexpr double kUnused = 1e-7;
  for (std::size_t i = 0; i < milp.columns.size(); ++i) {
    Column& column = milp.columns[i];
    if (column.is_integer && relaxation[i] < column.lower + kUnused) column.upper = column.lower;
  }
  return milp;
}

Milp with_choices_held(Milp milp, const std::vector<double>& values) {
  for (std::size_t i = 0; i < milp.columns.size(); ++i) {
    Column& column = milp.columns[i];
    if (column.is_integer && column.is_choice) column.lower = column.upper = std::round(values[i]);
  }
  return milp;
}

Milp held_by_price(Milp milp, const LinearOptimum& optimum, double most) {
  std::vector<double> price;
  for (const auto& column : milp.columns) price.push_back(column.cost);
  for (std::size_t r = 0; r < milp.rows.size(); ++r) {
    for (const auto& term : milp.rows[r].terms) {
      price[at(term.column)] -= optimum.row_prices[r] * term.factor;
    }
  }
  for (std::size_t i = 0; i < milp.columns.size(); ++i) {
    Column& column = milp.columns[i];
    if (column.is_integer && price[i] > most) column.upper = column.lower;
  }
  return milp;
}

Milp with_room_for_details(Milp milp, double share) {
  for (auto& row : milp.rows) {
    const bool is_whole = std::ranges::all_of(
        row.terms, [&](const Term& term) { return milp.columns[at(term.column)].is_integer; });
    if (!is_whole || row.upper == kUnbounded) continue;
    for (auto& term : row.terms) {
      if (milp.columns[at(term.column)].is_detail && term.factor > 0) term.factor *= 1 + share;
    }
  }
  return milp;
}

}  // namespace fleetmark::fleet
