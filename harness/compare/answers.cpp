// SPDX-License-Identifier: Apache-2.0
// See answers.h.
#include "harness/compare/answers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>

#include "harness/compare/is_among.h"

namespace fleetmark::compare {
namespace {

// What money columns end in: codes of ISO 4217 that buyers of accelerators pay in.
constexpr std::array<std::string_view, 13> kCurrencies{
    "usd", "cny", "eur", "gbp", "jpy", "krw", "twd", "hkd", "sgd", "inr", "chf", "cad", "aud"};
constexpr std::array<std::string_view, 5> kCosts{"s", "ms", "j", "kwh", "kgco2"};
constexpr std::array<std::string_view, 4> kShares{"efficiency_ratio", "share_of_peak_ratio",
                                                  "loaded_ratio", "silicon_ratio"};

using Key = std::tuple<std::string, std::string, std::string, int>;

// The nth figure of one name.
std::vector<std::pair<Key, const AnswerFigure*>> keyed(const std::vector<AnswerFigure>& figures) {
  std::map<std::tuple<std::string, std::string, std::string>, int> seen;
  std::vector<std::pair<Key, const AnswerFigure*>> all;
  for (const auto& figure : figures) {
    const int number = seen[{figure.table, figure.row, figure.column}]++;
    all.push_back({{figure.table, figure.row, figure.column, number}, &figure});
  }
  return all;
}

bool is_alike(double base, double now, double tolerance) {
  return base == now || std::fabs(now - base) <= tolerance * std::fabs(base);
}

AnswerVerdict verdict_of(const AnswerFigure& base, const std::optional<double>& now) {
  if (!now) return AnswerVerdict::kUnknownNow;
  if (!base.value) return AnswerVerdict::kChanged;
  const Direction direction = direction_of(base.column);
  if (direction == Direction::kNeither) return AnswerVerdict::kChanged;
  const bool is_more = *now > *base.value;
  return is_more == (direction == Direction::kMoreIsBetter) ? AnswerVerdict::kBetter
                                                            : AnswerVerdict::kWorse;
}

}  // namespace

Direction direction_of(std::string_view key) {
  if (key.starts_with("break_even") || key.find("price") != std::string_view::npos) {
    return Direction::kNeither;
  }
  if (key.find("per_s") != std::string_view::npos || is_among(kShares, key)) {
    return Direction::kMoreIsBetter;
  }
  const std::string_view last = key.substr(key.rfind('_') + 1);
  const bool is_cost = is_among(kCurrencies, last) || is_among(kCosts, last) ||
                       key.starts_with("cost") || key == "days" || key == "person_months";
  return is_cost ? Direction::kLessIsBetter : Direction::kNeither;
}

std::string_view name_of(AnswerVerdict verdict) {
  constexpr std::array<std::string_view, 6> kNames{"WORSE",       "BETTER", "CHANGED",
                                                   "UNKNOWN NOW", "GONE",   "NEW"};
  return kNames[static_cast<std::size_t>(verdict)];
}

std::optional<double> AnswerChange::relative() const {
  if (!base.value || !now || *base.value == 0) return std::nullopt;
  return *now / *base.value - 1;
}

AnswerComparison compare_answers(const std::vector<AnswerFigure>& base,
                                 const std::vector<AnswerFigure>& now, double tolerance) {
  AnswerComparison comparison;
  comparison.tolerance = tolerance;
  const auto before = keyed(base);
  const auto after = keyed(now);
  const std::map<Key, const AnswerFigure*> there(after.begin(), after.end());
  const std::map<Key, const AnswerFigure*> here(before.begin(), before.end());
  for (const auto& [key, figure] : before) {
    const auto found = there.find(key);
    if (found == there.end()) {
      comparison.changes.push_back({*figure, std::nullopt, AnswerVerdict::kGone});
      continue;
    }
    ++comparison.figures;
    const auto& value = found->second->value;
    const bool is_same = figure->value.has_value() == value.has_value() &&
                         (!value || is_alike(*figure->value, *value, tolerance));
    if (!is_same) comparison.changes.push_back({*figure, value, verdict_of(*figure, value)});
  }
  for (const auto& [key, figure] : after) {
    if (here.contains(key)) continue;
    comparison.changes.push_back({{figure->table, figure->row, figure->column, std::nullopt},
                                  figure->value,
                                  AnswerVerdict::kNew});
  }
  std::ranges::stable_sort(comparison.changes, {}, [](const AnswerChange& change) {
    return change.verdict != AnswerVerdict::kWorse;
  });
  return comparison;
}

bool is_gate_failed(const AnswerComparison& comparison) {
  return std::ranges::find(comparison.changes, AnswerVerdict::kWorse, &AnswerChange::verdict) !=
         comparison.changes.end();
}

bool is_inconclusive(const AnswerComparison& comparison) {
  return std::ranges::any_of(comparison.changes, [](const AnswerChange& change) {
    return change.verdict == AnswerVerdict::kChanged ||
           change.verdict == AnswerVerdict::kUnknownNow || change.verdict == AnswerVerdict::kGone;
  });
}

}  // namespace fleetmark::compare
