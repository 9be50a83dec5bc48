// SPDX-License-Identifier: Apache-2.0
// See answers_view.h.
#include "harness/report/answers_view.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "harness/report/compare_view.h"
#include "harness/report/numbers.h"

namespace fleetmark::report {
namespace {

Cell figure_cell(const std::optional<double>& value) {
  return value ? Cell(exact(*value), *value) : unknown_cell();
}

Cell change_cell(const compare::AnswerChange& change) {
  const auto relative = change.relative();
  if (!relative || !(*relative > -1)) return Cell("");
  return {change_percent(std::log1p(*relative)), *relative};
}

}  // namespace

Document answers_document(const compare::AnswerComparison& comparison, std::size_t most_rows) {
  Document document;
  document.lead.push_back(fmt::format(
      "{} figures of both answers compared, allowed to differ by {}: {}", comparison.figures,
      comparison.tolerance > 0 ? percent(comparison.tolerance) : "nothing",
      comparison.changes.empty() ? "all the same"
                                 : fmt::format("{} differ", comparison.changes.size())));
  if (comparison.changes.empty()) return document;
  Table table{"changes",
              "",
              {{"verdict", "verdict"},
               {"table", "table"},
               {"row", "row"},
               {"column", "figure"},
               {"base", "base", Align::kRight},
               {"new", "new", Align::kRight},
               {"change_ratio", "change", Align::kRight}},
              {},
              {}};
  for (const auto& change : comparison.changes) {
    if (table.rows.size() == most_rows) break;
    table.rows.push_back({std::string(name_of(change.verdict)), change.base.table, change.base.row,
                          change.base.column, figure_cell(change.base.value),
                          figure_cell(change.now), change_cell(change)});
  }
  if (table.rows.size() < comparison.changes.size()) {
    table.notes.push_back(
        fmt::format("{} more are not shown", comparison.changes.size() - table.rows.size()));
  }
  document.tables.push_back(std::move(table));
  document.notes.emplace_back(
      "Computed figures, in the units of their keys: the same inputs give the same digits. "
      "--minimum-effect PERCENT allows small differences.");
  return document;
}

}  // namespace fleetmark::report
