// SPDX-License-Identifier: Apache-2.0
// See history_view.h.
#include "harness/report/history_view.h"

#include <algorithm>
#include <cmath>

#include "harness/compare/robust.h"
#include "harness/report/numbers.h"
#include "harness/report/run_view.h"
#include "harness/report/series_plot.h"

namespace fleetmark::report {
namespace {

constexpr std::size_t kSparkWidth = 24;
constexpr std::size_t kPlotWidth = 72;
constexpr std::size_t kPlotHeight = 8;
constexpr std::size_t kMostPlots = 3;  // more than that is a page nobody reads

std::vector<double> rates_of(const compare::Series& series) {
  std::vector<double> rates;
  for (const auto& point : series.points) rates.push_back(point.rate_per_s);
  return rates;
}

Cell rate_cell(double rate_per_s, Metric metric) {
  return {quoted(rate_per_s, metric), rate_per_s};
}

// "-3.1 %".
Cell change_cell(double ratio) {
  return {(ratio < 1 ? "-" : "+") + percent(std::fabs(ratio - 1)), ratio - 1};
}

// Robust deviation of neighbours' differences: what is noise and no change.
Cell noise_cell(const std::vector<double>& rates) {
  if (rates.size() < 3) return "-";
  std::vector<double> steps;
  for (std::size_t i = 1; i < rates.size(); ++i)
    steps.push_back(std::fabs(rates[i] - rates[i - 1]));
  const double noise = compare::kMadToSigma * compare::median_of(std::move(steps)) /
                       std::sqrt(2.0) / compare::median_of(rates);
  return {percent(noise), noise};
}

Cell against_cell(const compare::Series& series, const std::string& baseline) {
  const auto& points = series.points;
  const auto found = std::ranges::find(points, baseline, &compare::SeriesPoint::run_id);
  if (found == points.end()) return "-";
  return change_cell(points.back().rate_per_s / found->rate_per_s);
}

std::string last_event_text(const std::vector<compare::Event>& events) {
  if (events.empty()) return "-";
  const auto& last = events.back();
  return std::string(name_of(last.kind)) + " " + change_cell(last.ratio()).text;
}

char sign_of(compare::EventKind kind) {
  if (kind == compare::EventKind::kEnvironment) return '!';
  return kind == compare::EventKind::kChange ? '^' : '?';
}

void add_plot(const compare::Series& series, const std::vector<compare::Event>& events,
              std::vector<std::string>& lines) {
  std::vector<PlotMark> marks;
  for (const auto& event : events) marks.push_back({event.at, sign_of(event.kind)});
  if (!lines.empty()) lines.emplace_back();
  lines.push_back(series.key + ", " + compare::rate_unit(series.metric) + ", " +
                  series.points.front().started_at.substr(0, 10) + " to " +
                  series.points.back().started_at.substr(0, 10));
  const auto plot = plot_lines(rates_of(series), compare::rate_unit(series.metric), marks,
                               kPlotWidth, kPlotHeight);
  lines.insert(lines.end(), plot.begin(), plot.end());
}

std::vector<Cell> event_row(const compare::Series& series, const compare::Event& event) {
  const auto& point = series.points[event.at];
  const bool is_environment = event.kind == compare::EventKind::kEnvironment;
  return {series.key,
          std::string(name_of(event.kind)),
          change_cell(event.ratio()),
          rate_cell(event.before_per_s, series.metric),
          rate_cell(event.after_per_s, series.metric),
          is_environment || std::isinf(event.sigmas) ? Cell("-")
                                                     : Cell(plain(event.sigmas), event.sigmas),
          is_environment ? Cell("-") : Cell(plain(event.p), event.p),
          point.run_id,
          point.started_at,
          is_environment ? event.what : point.tool};
}

}  // namespace

Document history_document(const std::vector<compare::Series>& series, const std::string& baseline) {
  Table table{"series",
              "History",
              {{"series", "series"},
               {"runs", "runs", Align::kRight},
               {"last_per_s", "last", Align::kRight},
               {"median_per_s", "median", Align::kRight},
               {"noise", "noise", Align::kRight},
               {"plot", "oldest to newest"},
               {"last_event", "last event"}},
              {},
              {}};
  if (!baseline.empty()) table.columns.push_back({"against_baseline", "against " + baseline});
  Document answer;
  for (const auto& one : series) {
    const auto rates = rates_of(one);
    const auto events = events_of(one);
    std::vector<Cell> row{one.key,
                          Cell(std::to_string(rates.size()), static_cast<double>(rates.size())),
                          rate_cell(rates.back(), one.metric),
                          rate_cell(compare::median_of(rates), one.metric),
                          noise_cell(rates),
                          sparkline(rates, kSparkWidth),
                          last_event_text(events)};
    if (!baseline.empty()) row.push_back(against_cell(one, baseline));
    table.rows.push_back(std::move(row));
    if (series.size() <= kMostPlots) add_plot(one, events, answer.notes);
  }
  if (series.size() > kMostPlots) {
    answer.notes = {"--filter narrows this; up to " + std::to_string(kMostPlots) +
                    " series are drawn large."};
  } else if (!series.empty()) {
    answer.notes.emplace_back("^ CHANGE  ? EARLY  ! ENV-CHANGE; 'history changes' says more.");
  }
  answer.tables.push_back(std::move(table));
  return answer;
}

Document changes_document(const std::vector<compare::Series>& series) {
  Table table{"changes",
              "Changes",
              {{"series", "series"},
               {"kind", "kind"},
               {"change", "change", Align::kRight},
               {"before_per_s", "before", Align::kRight},
               {"after_per_s", "after", Align::kRight},
               {"sigmas", "sigmas", Align::kRight},
               {"p", "p", Align::kRight},
               {"run_id", "first run of it"},
               {"started_at", "at"},
               {"what", "tool, or what changed"}},
              {},
              {}};
  for (const auto& one : series) {
    for (const auto& event : events_of(one)) table.rows.push_back(event_row(one, event));
  }
  Document answer{{}, {std::move(table)}, {}};
  answer.notes = {
      "CHANGE: a step of 1 % and 2 robust sigmas with 5 points on each side, by a seeded "
      "permutation test at 1 %. EARLY: 3 points; measure again before you act. ENV-CHANGE: the "
      "conditions changed, and no code is blamed.",
      std::to_string(series.size()) + " series looked at."};
  return answer;
}

Document points_document(const std::vector<compare::Series>& series) {
  Table table{"points",
              "",
              {{"series", "series"},
               {"metric", "metric"},
               {"run_id", "run"},
               {"started_at", "at"},
               {"tool", "tool"},
               {"rate_per_s", "rate", Align::kRight},
               {"median_s", "median", Align::kRight},
               {"launches", "launches", Align::kRight},
               {"conditions", "conditions"}},
              {},
              {}};
  for (const auto& one : series) {
    for (const auto& point : one.points) {
      table.rows.push_back(
          {one.key, std::string(name_of(one.metric)), point.run_id, point.started_at, point.tool,
           rate_cell(point.rate_per_s, one.metric), Cell(duration(point.median_s), point.median_s),
           Cell(std::to_string(point.launches), point.launches), point.conditions});
    }
  }
  return {{}, {std::move(table)}, {}};
}

}  // namespace fleetmark::report
