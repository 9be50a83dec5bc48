// SPDX-License-Identifier: Apache-2.0
// See gate.h.
#include "harness/compare/gate.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace fleetmark::compare {

std::string_view name_of(GateOutcome outcome) {
  switch (outcome) {
    case GateOutcome::kGreen:
      return "green";
    case GateOutcome::kRed:
      return "red";
    case GateOutcome::kInconclusive:
      return "inconclusive";
  }
  return "";
}

bool may_end_green(const Effect& effect, double minimum_effect) {
  return interval_of(effect, kGateLevel).high < std::log1p(minimum_effect);
}

std::vector<double> holm_adjusted(std::span<const double> p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  std::vector<double> adjusted(p.size());
  double largest = 0;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const auto rest = static_cast<double>(order.size() - rank);
    largest = std::max(largest, std::min(1.0, rest * p[order[rank]]));
    adjusted[order[rank]] = largest;
  }
  return adjusted;
}

std::vector<GateOutcome> gate_outcomes(std::span<const GateRow> rows) {
  std::vector<double> p;
  p.reserve(rows.size());
  for (const auto& row : rows) p.push_back(row.has_ended ? 1 : p_not_slower(row.effect));
  const auto adjusted = holm_adjusted(p);
  std::vector<GateOutcome> outcomes;
  outcomes.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const GateRow& row = rows[i];
    const bool is_beyond = interval_of(row.effect, kGateLevel).low > std::log1p(row.minimum_effect);
    if (row.has_ended || may_end_green(row.effect, row.minimum_effect)) {
      outcomes.push_back(GateOutcome::kGreen);
    } else if (adjusted[i] < kGateLevel && is_beyond && !row.is_environment_different) {
      outcomes.push_back(GateOutcome::kRed);
    } else {
      outcomes.push_back(GateOutcome::kInconclusive);
    }
  }
  return outcomes;
}

}  // namespace fleetmark::compare
