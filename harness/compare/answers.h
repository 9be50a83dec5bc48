// SPDX-License-Identifier: Apache-2.0
// Two answers of the same command, figure by figure: costs, predictions and plans are computed, so
// the same inputs give the same figure and any difference is somebody's change.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fleetmark::compare {

// One cell of one table of an answer.
struct AnswerFigure {
  std::string table, row, column;  // `row`: what names it, "h200-sxm-141 llama-3.1-70b"
  std::optional<double> value;     // in the unit of the column's key; empty: UNKNOWN

  [[nodiscard]] std::string label() const { return table + ": " + row + ": " + column; }
};

enum class Direction : std::uint8_t { kLessIsBetter, kMoreIsBetter, kNeither };

// By the column's key: money, seconds, joules and kWh are better low, what is per second or a
// share of what was possible is better high; of a price, a count or an order nobody can say.
Direction direction_of(std::string_view column_key);

enum class AnswerVerdict : std::uint8_t { kWorse, kBetter, kChanged, kUnknownNow, kGone, kNew };
std::string_view name_of(AnswerVerdict verdict);  // "WORSE"

struct AnswerChange {
  AnswerFigure base;
  std::optional<double> now;
  AnswerVerdict verdict = AnswerVerdict::kChanged;

  // now / base - 1; empty where a side has no figure or the base is 0.
  [[nodiscard]] std::optional<double> relative() const;
};

struct AnswerComparison {
  std::size_t figures = 0;            // on both sides
  double tolerance = 0;               // relative
  std::vector<AnswerChange> changes;  // WORSE first, then as they stand in the answer
};

// Figures that differ by more than `tolerance` (relative to the base, 0: at all). Rows of one name
// in one table are told apart by their order.
AnswerComparison compare_answers(const std::vector<AnswerFigure>& base,
                                 const std::vector<AnswerFigure>& now, double tolerance);

// Something got worse.
bool is_gate_failed(const AnswerComparison& comparison);
// A figure went, became UNKNOWN, or changed without a better or worse.
bool is_inconclusive(const AnswerComparison& comparison);

}  // namespace fleetmark::compare
