// SPDX-License-Identifier: Apache-2.0
// See comparison_section.h.
#include "harness/report/html/comparison_section.h"

#include <algorithm>
#include <cmath>

#include "harness/report/compare_view.h"
#include "harness/report/html/axis.h"
#include "harness/report/html/table.h"
#include "harness/report/html/words_views.h"
#include "harness/report/numbers.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kComparisonTitle{"What changed", "有何变化"};
constexpr Words kComparisonChart{"Change of each case, with its interval", "各用例的变化及区间"};
constexpr Words kComparisonHow{
    "One line per case, the worst first; right is slower or more energy. The band is the change "
    "that counts as none.",
    "每行一个用例，最差者在前；右侧为更慢或更耗能。色带内视为无变化。"};
constexpr Words kComparisonChange{"change of time or energy: more is worse",
                                  "时间或能耗的变化：越大越差"};
constexpr Words kComparisonMore{"{} more cases, all milder, are in the table",
                                "另有 {} 个较轻的用例见表格"};
constexpr Words kRows{"All cases", "全部用例"};
constexpr Words kComparisonMeasured{"measured, base against new", "实测，基线对新值"};

constexpr double kComparisonRowHeight = 20;
constexpr std::size_t kComparisonMostDrawn = 60;
constexpr double kLabelWidth = 300;

std::string style_of(compare::Verdict verdict) {
  switch (verdict) {
    case compare::Verdict::kRegressed:
      return "bad";
    case compare::Verdict::kImproved:
      return "good";
    case compare::Verdict::kEnvironmentChange:
      return "warn";
    default:
      return "s8";
  }
}

// Cut in the middle, where names of cases are alike least.
std::string shortened(const std::string& name) {
  constexpr std::size_t kMost = 46;
  if (name.size() <= kMost) return name;
  return name.substr(0, kMost / 2) + "…" + name.substr(name.size() - kMost / 2 + 1);
}

Markup drawn_row(const compare::Row& row, const Scale& x, double top) {
  const auto interval = compare::interval_of(row.effect, row.alpha);
  const double middle = top + kComparisonRowHeight / 2;
  const std::string style = style_of(row.verdict);
  const auto place = [&](double ln) { return std::clamp(x.at(std::expm1(ln)), x.from, x.to); };
  const double band = x.at(row.minimum_effect) - x.at(0);
  Origin origin;
  origin.kind = kComparisonMeasured;
  origin.note = std::to_string(row.base_launches) + "+" + std::to_string(row.new_launches) +
                " launches; detectable slowdown " + percent(row.detectable_slowdown);
  const std::string value = std::string(name_of(row.verdict)) + " " + summary_of(row);
  return rectangle({x.at(0) - band, top}, 2 * band, kComparisonRowHeight, "muted half") +
         label({0, middle + 4}, Phrase::same(shortened(title_of(row))), Anchor::kStart, "") +
         mark({title_of(row), value, origin},
              interval_along_x(place(interval.low), place(interval.high), middle, style) +
                  circle({place(row.effect.log_ratio), middle}, 4, style)) +
         label({x.to + 10, middle + 4},
               Phrase::same(std::string(name_of(row.verdict)) + " " +
                            change_percent(row.effect.log_ratio)),
               Anchor::kStart, style == "s8" ? "soft" : style);
}

// Both ends, so that no change stands in the middle half at least.
Scale scale_of(const std::vector<compare::Row>& rows, const PlotArea& area) {
  double low = 0, high = 0;
  for (const auto& row : rows) {
    const auto interval = compare::interval_of(row.effect, row.alpha);
    low = std::min({low, std::expm1(interval.low), -2 * row.minimum_effect});
    high = std::max({high, std::expm1(interval.high), 2 * row.minimum_effect});
  }
  return linear_scale(std::max(low, -1.0), std::min(high, 5.0), area.left, area.right);
}

Markup forest(std::vector<compare::Row> rows) {
  const std::size_t all = rows.size();
  if (rows.size() > kComparisonMostDrawn) rows.resize(kComparisonMostDrawn);
  const PlotArea area{kLabelWidth, 620, 10,
                      10 + kComparisonRowHeight * static_cast<double>(rows.size())};
  const Scale x = scale_of(rows, area);
  Markup drawn = x_axis(x, area, {kComparisonChange, "%", 5});
  double top = area.top;
  for (const auto& row : rows) {
    drawn += drawn_row(row, x, top);
    top += kComparisonRowHeight;
  }
  drawn += line({x.at(0), area.top}, {x.at(0), area.bottom}, "axis");
  Markup figure =
      svg_frame({"forest", kComparisonChart, kComparisonHow, 800, area.bottom + 42}, drawn);
  if (all > rows.size()) {
    const auto more = fill(kComparisonMore, {Phrase::same(std::to_string(all - rows.size()))});
    figure += element("figcaption", {}, said(more));
  }
  return element("figure", {}, figure);
}

}  // namespace

Section comparison_section(const compare::Comparison& comparison) {
  Section section{"changes", kComparisonTitle, kComparisonHow, {}, {}};
  if (!comparison.rows.empty()) section.body += forest(by_severity(comparison, false));
  const Document document = compare_document(comparison, false);
  for (const auto& line : document.lead) {
    section.body += element("p", {{"class", "note"}}, said(known_phrase(line)));
  }
  TableLook look;
  look.origin.kind = kComparisonMeasured;
  look.is_filterable = true;
  for (const auto& table : document.tables) {
    const Markup made = html_table(table, look);
    section.body += table.id == "rows" ? folded(kRows, made) : made;
  }
  for (const auto& line : document.notes) {
    section.body += element("p", {{"class", "note"}}, said(known_phrase(line)));
  }
  return section;
}

}  // namespace fleetmark::report::html
