// SPDX-License-Identifier: Apache-2.0
// See history_section.h.
#include "harness/report/html/history_section.h"

#include <algorithm>

#include "harness/report/history_view.h"
#include "harness/report/html/axis.h"
#include "harness/report/html/table.h"
#include "harness/report/html/words_views.h"
#include "harness/report/numbers.h"
#include "harness/report/run_view.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kHistoryTitle{"History", "历史"};
constexpr Words kHistoryLead{
    "Each dot is a run, the newest at the right. Steps are the levels between changes; a dashed "
    "line is a change of conditions, for which no code is blamed.",
    "每个点为一次运行，最新者在右。阶梯为两次变化之间的水平；虚线为环境变化，不归咎于代码。"};
constexpr Words kHistoryChart{"{} over {} runs", "{}，共 {} 次运行"};
constexpr Words kHistoryHow{"Rate by run, more is better.", "按运行的速率，越高越好。"};
constexpr Words kHistoryRate{"rate", "速率"};
constexpr Words kHistoryRuns{"{} to {}", "{} 至 {}"};
constexpr Words kHistoryMeasured{"measured", "实测"};
constexpr Words kHistoryMore{"{} more series are in the table; --filter narrows them",
                             "另有 {} 个序列见表格；--filter 可筛选"};
constexpr Words kSeries{"All series", "全部序列"};

constexpr std::size_t kHistoryMostDrawn = 12;
constexpr std::size_t kHistoryMostDots = 300;  // of a series: the newest
const PlotArea kHistoryArea{78, 640, 30, 150};

struct DrawnSeries {
  const compare::Series* series = nullptr;
  std::vector<compare::Event> events;
};

Origin origin_of_point(const compare::SeriesPoint& point) {
  return {kHistoryMeasured, "", "run " + point.run_id + ", " + point.tool,
          point.started_at.substr(0, 10), point.conditions};
}

// The level of each stretch between events, as a step.
Markup levels(const DrawnSeries& what, std::size_t first, const Scale& x, const Scale& y) {
  const auto& points = what.series->points;
  Markup drawn;
  std::size_t begin = first;
  const auto stretch = [&](std::size_t end) {
    std::vector<double> rates;
    for (std::size_t i = begin; i < end; ++i) rates.push_back(points[i].rate_per_s);
    if (rates.empty()) return;
    const auto middle = rates.begin() + static_cast<std::ptrdiff_t>(rates.size() / 2);
    std::ranges::nth_element(rates, middle);
    drawn += line({x.at(static_cast<double>(begin)), y.at(*middle)},
                  {x.at(static_cast<double>(end - 1)), y.at(*middle)}, "line s1 half");
  };
  for (const auto& event : what.events) {
    if (event.at <= begin) continue;
    stretch(event.at);
    begin = event.at;
  }
  stretch(points.size());
  return drawn;
}

Markup drawn_event(const compare::Event& event, const Scale& x, const PlotArea& area) {
  const bool is_environment = event.kind == compare::EventKind::kEnvironment;
  const double at = x.at(static_cast<double>(event.at) - 0.5);
  const std::string style = is_environment ? "warn" : event.ratio() < 1.0 ? "bad" : "good";
  const std::string change = std::string(name_of(event.kind)) + " " +
                             (event.ratio() < 1 ? "-" : "+") +
                             percent(event.ratio() < 1 ? 1 - event.ratio() : event.ratio() - 1);
  const std::string why = is_environment ? event.what : "p = " + plain(event.p);
  return mark({change, why, {}}, line({at, area.top}, {at, area.bottom},
                                      "line " + style + (is_environment ? " dash" : ""))) +
         label({at + 4, area.top + 10}, Phrase::same(change), Anchor::kStart, style + " halo");
}

Markup drawn_series(const DrawnSeries& what, const std::string& id) {
  const auto& points = what.series->points;
  const std::size_t first = points.size() > kHistoryMostDots ? points.size() - kHistoryMostDots : 0;
  double low = points[first].rate_per_s, high = low;
  for (std::size_t i = first; i < points.size(); ++i) {
    low = std::min(low, points[i].rate_per_s);
    high = std::max(high, points[i].rate_per_s);
  }
  const Scale x{static_cast<double>(first) - 0.5, static_cast<double>(points.size()) - 0.5,
                kHistoryArea.left, kHistoryArea.right};
  const Scale y = linear_scale(low - (high - low) * 0.1, high + (high - low) * 0.1,
                               kHistoryArea.bottom, kHistoryArea.top);
  const std::string unit = compare::rate_unit(what.series->metric);
  Markup drawn = y_axis(y, kHistoryArea, {kHistoryRate, unit == "1/s" ? "" : unit, 3});
  drawn += line({kHistoryArea.left, kHistoryArea.bottom}, {kHistoryArea.right, kHistoryArea.bottom},
                "axis");
  drawn += levels(what, first, x, y);
  for (const auto& event : what.events) {
    if (event.at >= first) drawn += drawn_event(event, x, kHistoryArea);
  }
  for (std::size_t i = first; i < points.size(); ++i) {
    const auto& point = points[i];
    drawn += mark(
        {point.started_at, quoted(point.rate_per_s, what.series->metric), origin_of_point(point)},
        circle({x.at(static_cast<double>(i)), y.at(point.rate_per_s)}, 3, "s1"));
  }
  const auto range = fill(kHistoryRuns, {Phrase::same(points[first].started_at.substr(0, 10)),
                                         Phrase::same(points.back().started_at.substr(0, 10))});
  drawn += label({kHistoryArea.right, kHistoryArea.bottom + 16}, range, Anchor::kEnd, "tick");
  const Phrase title = fill(
      kHistoryChart, {Phrase::same(what.series->key), Phrase::same(std::to_string(points.size()))});
  return element("figure", {},
                 element("figcaption", {}, text(what.series->key)) +
                     svg_frame({id, title, kHistoryHow, 700, 180}, drawn));
}

std::vector<DrawnSeries> most_telling(const std::vector<compare::Series>& series) {
  std::vector<DrawnSeries> all;
  for (const auto& one : series) {
    if (one.points.size() > 1) all.push_back({&one, events_of(one)});
  }
  std::ranges::stable_sort(all, [](const DrawnSeries& a, const DrawnSeries& b) {
    if (a.events.empty() != b.events.empty()) return b.events.empty();
    return a.series->points.size() > b.series->points.size();
  });
  return all;
}

}  // namespace

Section history_section(const std::vector<compare::Series>& series) {
  Section section{"history", kHistoryTitle, kHistoryLead, {}, {}};
  auto all = most_telling(series);
  const std::size_t drawn = std::min(all.size(), kHistoryMostDrawn);
  for (std::size_t i = 0; i < drawn; ++i) {
    section.body += drawn_series(all[i], "history-" + std::to_string(i));
  }
  if (all.size() > drawn) {
    section.body +=
        element("p", {{"class", "note"}},
                said(fill(kHistoryMore, {Phrase::same(std::to_string(all.size() - drawn))})));
  }
  TableLook look;
  look.origin.kind = kHistoryMeasured;
  const Document changes = changes_document(series);
  if (!changes.tables.front().rows.empty()) {
    section.body += html_table(changes.tables.front(), look);
  }
  for (const auto& note : changes.notes) {
    section.body += element("p", {{"class", "note"}}, said(known_phrase(note)));
  }
  look.is_filterable = true;
  look.has_caption = false;
  section.body += folded(kSeries, html_table(history_document(series, "").tables.front(), look));
  return section;
}

}  // namespace fleetmark::report::html
