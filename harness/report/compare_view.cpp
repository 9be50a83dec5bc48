// SPDX-License-Identifier: Apache-2.0
// See compare_view.h.
#include "harness/report/compare_view.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <tuple>

#include "harness/report/numbers.h"

namespace fleetmark::report {
namespace {

using compare::Comparison;
using compare::GateOutcome;
using compare::Row;
using compare::Verdict;

int severity(const Row& row, bool is_gated) {
  if (is_gated && row.gate == GateOutcome::kRed) return 0;
  switch (row.verdict) {
    case Verdict::kRegressed:
      return 1;
    case Verdict::kEnvironmentChange:
      return 2;
    case Verdict::kInconclusive:
      return 3;
    case Verdict::kImproved:
      return 4;
    case Verdict::kSame:
      return 5;
  }
  return 5;
}

std::string interval_text(const Row& row) {
  const auto interval = compare::interval_of(row.effect, row.alpha);
  return change_percent(interval.low) + " .. " + change_percent(interval.high);
}

std::string launches_text(const Row& row) {
  return fmt::format("{}+{}", row.base_launches, row.new_launches);
}

Cell spread_cell(const Row& row) {
  const bool is_assumed = row.effect.source == compare::SpreadSource::kAssumed;
  return {percent(row.effect.launch_spread) + (is_assumed ? " assumed" : ""),
          row.effect.launch_spread};
}

Cell needed_cell(const Row& row) {
  if (!row.launches_needed) return Cell("");
  if (*row.launches_needed == 0) return Cell(fmt::format("> {}", compare::kMostLaunches));
  return {std::to_string(*row.launches_needed), static_cast<double>(*row.launches_needed)};
}

Cell value_cell(const Row& row, double value) {
  if (row.figure == compare::Figure::kTime) return {duration(value), value};
  return {plain(value) + " J", value};
}

Cell cycles_cell(const Row& row) {
  if (!row.cycles) return unknown_cell();
  return {change_percent(row.cycles->log_ratio), std::expm1(row.cycles->log_ratio)};
}

Table rows_table(const Comparison& comparison, bool is_gated) {
  Table table{"rows",
              "",
              {{"case", "case"},
               {"figure", "of"},
               {"verdict", "verdict"},
               {"cause", "cause"},
               {"base", "base", Align::kRight},
               {"new", "new", Align::kRight},
               {"change_ratio", "change", Align::kRight},
               {"change_low_ratio", "low", Align::kRight},
               {"change_high_ratio", "high", Align::kRight},
               {"cycles_change_ratio", "cycles", Align::kRight},
               {"minimum_effect_ratio", "minimum", Align::kRight},
               {"launches", "launches"},
               {"launch_spread_ratio", "spread", Align::kRight},
               {"detectable_slowdown_ratio", "detectable", Align::kRight},
               {"launches_needed", "needs", Align::kRight}},
              {},
              {}};
  if (is_gated) table.columns.push_back({"gate", "gate"});
  for (const auto& row : by_severity(comparison, is_gated)) {
    const auto interval = compare::interval_of(row.effect, row.alpha);
    table.rows.push_back(
        {row.key.label(), std::string(name_of(row.figure)), std::string(name_of(row.verdict)),
         std::string(name_of(row.cause)), value_cell(row, row.base_value),
         value_cell(row, row.new_value),
         Cell(change_percent(row.effect.log_ratio), std::expm1(row.effect.log_ratio)),
         Cell(change_percent(interval.low), std::expm1(interval.low)),
         Cell(change_percent(interval.high), std::expm1(interval.high)), cycles_cell(row),
         Cell(percent(row.minimum_effect), row.minimum_effect), launches_text(row),
         spread_cell(row), Cell(percent(row.detectable_slowdown), row.detectable_slowdown),
         needed_cell(row)});
    if (is_gated) table.rows.back().push_back(Cell(std::string(name_of(row.gate))));
  }
  return table;
}

Table work_table(const Comparison& comparison) {
  Table table{"work_changes",
              "Work of a launch, compared at 0 %",
              {{"case", "case"},
               {"work", "work"},
               {"base", "base", Align::kRight},
               {"new", "new", Align::kRight},
               {"verdict", "verdict"}},
              {},
              {}};
  for (const auto& change : comparison.work_changes) {
    table.rows.push_back({change.key.label(), change.name, Cell(exact(change.base), change.base),
                          Cell(exact(change.now), change.now),
                          change.is_more() ? "REGRESSED" : "IMPROVED"});
  }
  return table;
}

Table unpaired_table(const Comparison& comparison) {
  Table table{"unpaired",
              "Cases without a right answer on both sides",
              {{"case", "case"}, {"measured_in", "measured in"}, {"reason", "the other side"}},
              {},
              {}};
  for (const auto& row : comparison.unpaired) {
    std::string reason = row.reason.empty() ? "does not name it" : row.reason;
    if (row.is_failure) reason = "FAILED: " + reason;
    table.rows.push_back({row.label, row.is_in_base ? "base" : "new", reason});
  }
  return table;
}

Table changes_table(const char* id, const char* title, const std::vector<compare::Change>& all) {
  Table table{id, title, {{"name", "name"}, {"base", "base"}, {"new", "new"}}, {}, {}};
  for (const auto& change : all) {
    table.rows.push_back({change.name, change.base.empty() ? Cell("none") : Cell(change.base),
                          change.now.empty() ? Cell("none") : Cell(change.now)});
  }
  return table;
}

std::string counts_line(const Comparison& comparison) {
  constexpr std::array kVerdicts{Verdict::kRegressed, Verdict::kEnvironmentChange,
                                 Verdict::kInconclusive, Verdict::kImproved, Verdict::kSame};
  std::string line =
      fmt::format("{} row{}", comparison.rows.size(), comparison.rows.size() == 1 ? "" : "s");
  for (const Verdict verdict : kVerdicts) {
    const auto count = std::ranges::count(comparison.rows, verdict, &Row::verdict);
    if (count > 0) line += fmt::format(", {} {}", count, name_of(verdict));
  }
  return line;
}

std::string gate_line(const Comparison& comparison) {
  const auto count = [&](GateOutcome outcome) {
    return std::ranges::count(comparison.rows, outcome, &Row::gate);
  };
  return fmt::format("Gate: {} ({} red, {} inconclusive, {} green)",
                     compare::is_gate_failed(comparison)          ? "RED"
                     : comparison.rows.empty()                    ? "not judged"
                     : compare::is_inconclusive(comparison, true) ? "green with open rows"
                                                                  : "GREEN",
                     count(GateOutcome::kRed), count(GateOutcome::kInconclusive),
                     count(GateOutcome::kGreen));
}

// The smallest slowdown that every row of times would have shown.
std::string detectable_line(const Comparison& comparison) {
  double least = HUGE_VAL;
  double most = 0;
  for (const auto& row : comparison.rows) {
    if (row.figure != compare::Figure::kTime) continue;
    least = std::min(least, row.detectable_slowdown);
    most = std::max(most, row.detectable_slowdown);
  }
  if (most == 0) return "";
  return "Smallest slowdown found nine times out of ten: " + percent(least) +
         " in the quietest row, " + percent(most) + " in the noisiest";
}

// Rows decided at an early look have an interval of their own level.
std::string interval_note(const Comparison& comparison) {
  std::set<double> levels;
  for (const auto& row : comparison.rows) levels.insert(1 - row.alpha);
  std::string words;
  for (const double level : levels) words += (words.empty() ? "" : " or ") + percent(level);
  return "change: of time or energy, more is worse; low and high: its " + words + " interval";
}

void shorten(Table& table, std::size_t most_rows) {
  if (table.rows.size() <= most_rows) return;
  table.notes.insert(table.notes.begin(), fmt::format("{} more rows; --format json holds all",
                                                      table.rows.size() - most_rows));
  table.rows.resize(most_rows);
}

std::vector<std::string> notes_of(const Comparison& comparison) {
  std::vector<std::string> notes;
  if (!comparison.rows.empty()) notes.push_back(interval_note(comparison));
  const bool has_assumed = std::ranges::any_of(comparison.rows, [](const Row& row) {
    return row.effect.source == compare::SpreadSource::kAssumed;
  });
  if (has_assumed) {
    notes.push_back(
        "spread 'assumed': a side has one launch, which cannot show how launches differ; the "
        "spread "
        "is --launch-spread, worth 4 observations, joined by what the other side shows. Measure "
        "with --launches 5 or more, or compare --run.");
  }
  const bool has_environment_change = !comparison.environment_changes.empty();
  if (has_environment_change) {
    notes.push_back(
        "ENV-CHANGE: the time differs and so does the environment (below); it is not laid at the "
        "code's door, and no such row is red.");
  }
  if (!comparison.identity_changes.empty()) {
    notes.push_back(
        "The sides come from different machines or devices (below): silicon of one model differs, "
        "too.");
  }
  for (const auto& block : comparison.partial_blocks) notes.push_back("Not compared: " + block);
  for (const auto& run : comparison.incomplete) notes.push_back("Incomplete run " + run);
  return notes;
}

}  // namespace

std::string change_percent(double log_ratio, int digits) {
  const double ratio = std::expm1(log_ratio);
  // Beyond what any figure here can tell, a change is none.
  if (std::fabs(ratio) < 5e-7) return "0 %";
  return (ratio > 0 ? "+" : "") + percent(ratio, digits);
}

std::string title_of(const Row& row) {
  return row.key.label() + (row.figure == compare::Figure::kEnergy ? " (energy)" : "");
}

std::string summary_of(const Row& row) {
  return fmt::format("{} ({} interval {}), {} launches", change_percent(row.effect.log_ratio),
                     percent(1 - row.alpha), interval_text(row), launches_text(row));
}

std::vector<Row> by_severity(const Comparison& comparison, bool is_gated) {
  std::vector<Row> rows = comparison.rows;
  std::ranges::stable_sort(rows, [is_gated](const Row& a, const Row& b) {
    return std::tuple(severity(a, is_gated), -a.effect.log_ratio) <
           std::tuple(severity(b, is_gated), -b.effect.log_ratio);
  });
  return rows;
}

Document compare_document(const Comparison& comparison, bool is_gated, std::size_t most_rows) {
  Document document;
  document.lead.push_back(counts_line(comparison));
  if (is_gated) document.lead.push_back(gate_line(comparison));
  if (const auto line = detectable_line(comparison); !line.empty()) document.lead.push_back(line);
  document.tables.push_back(rows_table(comparison, is_gated));
  document.tables.back().notes = notes_of(comparison);
  for (Table table :
       {work_table(comparison), unpaired_table(comparison),
        changes_table("environment_changes", "Environment", comparison.environment_changes),
        changes_table("identity_changes", "Machine and device", comparison.identity_changes)}) {
    if (!table.rows.empty()) document.tables.push_back(std::move(table));
  }
  for (Table& table : document.tables) shorten(table, most_rows);
  return document;
}

}  // namespace fleetmark::report
