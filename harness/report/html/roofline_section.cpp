// SPDX-License-Identifier: Apache-2.0
// See roofline_section.h.
#include "harness/report/html/roofline_section.h"

#include <algorithm>
#include <cmath>

#include "harness/report/html/axis.h"
#include "harness/report/html/cards.h"
#include "harness/report/html/roofline.h"
#include "harness/report/html/run_origin.h"
#include "harness/report/html/table.h"
#include "harness/report/numbers.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kRooflineTitle{"Roofline: what binds each kernel", "屋顶线：各内核受什么限制"};
constexpr Words kRooflineLead{
    "Roofs are what this device reached here, per number format, not its data sheet. A kernel left "
    "of the ridge waits for memory, right of it for arithmetic.",
    "屋顶为本机对每种数据格式的实测上限，而非数据手册。拐点左侧受内存限制，右侧受计算限制。"};
constexpr Words kRooflineChart{"Roofline of {}", "{} 的屋顶线"};
constexpr Words kRooflineHow{
    "Operations per second over operations per byte, both on logarithmic axes, with 95 % "
    "intervals. "
    "Lines are measured roofs.",
    "横轴为每字节运算数，纵轴为每秒运算数，均为对数轴，带 95 % 区间。线为实测屋顶。"};
constexpr Words kIntensity{"operations per byte moved", "每搬运字节的运算数"};
constexpr Words kRooflineRate{"operations per second", "每秒运算数"};
constexpr Words kMemoryRoof{"memory, {}", "内存 {}"};
constexpr Words kAbove{
    "Above their roof, beyond both intervals (crosses): {}. That is an error in a roof or a "
    "measurement, not a win: measure the roof again, longer.",
    "高于屋顶且超出双方区间（叉号）的内核：{} "
    "个。这是屋顶或测量的错误，而非优势：请更久地重测屋顶。"};
constexpr Words kRooflineTable{"The points", "各点数据"};

const PlotArea kRooflineArea{78, 620, 30, 330};

struct Axes {
  Scale x, y;
};

std::string style_of(const Roofline& all, const std::string& dtype) {
  const auto found = std::ranges::find(all.compute, dtype, &Roof::name);
  const auto index = std::distance(all.compute.begin(), found);
  return found == all.compute.end() ? "s8" : "s" + std::to_string(1 + index % 7);
}

Axes axes_of(const Roofline& all) {
  double low_x = 1, high_x = 1, low_y = INFINITY, high_y = 0;
  for (const auto& point : all.points) {
    low_x = std::min(low_x, point.flop_per_byte);
    high_x = std::max(high_x, point.flop_per_byte);
    low_y = std::min(low_y, point.flop_per_s);
    high_y = std::max(high_y, point.flop_per_s);
  }
  for (const auto& roof : all.compute) {
    high_y = std::max(high_y, roof.rate_per_s);
    if (all.memory) high_x = std::max(high_x, 2 * roof.rate_per_s / all.memory->rate_per_s);
  }
  return {log_scale(low_x / 1.5, high_x * 1.2, kRooflineArea.left, kRooflineArea.right),
          log_scale(low_y / 1.5, high_y * 1.2, kRooflineArea.bottom, kRooflineArea.top)};
}

std::string shown_rate(double rate, const char* unit,
                       const std::optional<record::Interval>& interval) {
  return si(rate, unit) + " (95 % " +
         (interval ? si(interval->low, unit, 4) + " .. " + si(interval->high, unit, 4)
                   : std::string("UNKNOWN: ") + record::kNoInterval95) +
         ")";
}

// From where the memory roof meets it to the right end, named at the end.
Markup drawn_roof(const Roof& roof, const Roofline& all, const Axes& axes, const Origin& origin,
                  double& label_floor) {
  const double ridge = all.memory ? roof.rate_per_s / all.memory->rate_per_s : axes.x.low;
  const double from = std::clamp(axes.x.at(ridge), kRooflineArea.left, kRooflineArea.right);
  const double y = axes.y.at(roof.rate_per_s);
  const record::Interval band =
      roof.rate_95.value_or(record::Interval{roof.rate_per_s, roof.rate_per_s});
  const double low = axes.y.at(band.low), high = axes.y.at(band.high);
  const std::string style = style_of(all, roof.name);
  // Names of roofs that lie close step down the page rather than over each other.
  label_floor = std::max(label_floor, y + 4);
  const Markup name =
      label({kRooflineArea.right + 8, label_floor},
            Phrase::same(roof.name + "  " + si(roof.rate_per_s, "FLOP/s")), Anchor::kStart, style);
  label_floor += 14;
  return mark({roof.name + " roof, " + case_text(*roof.by),
               shown_rate(roof.rate_per_s, "FLOP/s", roof.rate_95), origin},
              rectangle({from, high}, kRooflineArea.right - from, low - high, style + " band") +
                  polyline({{from, y}, {kRooflineArea.right, y}}, style)) +
         name;
}

Markup drawn_memory(const Roofline& all, const Axes& axes, const Origin& origin) {
  if (!all.memory) return {};
  const Roof& roof = *all.memory;
  const double top = all.compute.empty() ? axes.y.high : all.compute.front().rate_per_s;
  const double ridge = std::min(top / roof.rate_per_s, axes.x.high);
  const double start = std::max(axes.x.low, axes.y.low / roof.rate_per_s);
  const Point from{axes.x.at(start), axes.y.at(start * roof.rate_per_s)};
  const Point to{axes.x.at(ridge), axes.y.at(ridge * roof.rate_per_s)};
  const Point middle{(from.x + to.x) / 2 - 8, (from.y + to.y) / 2 - 8};
  return mark({case_text(*roof.by), shown_rate(roof.rate_per_s, "B/s", roof.rate_95), origin},
              polyline({from, to}, "ink")) +
         label(middle, fill(kMemoryRoof, {Phrase::same(si(roof.rate_per_s, "B/s"))}), Anchor::kEnd,
               "strong halo");
}

Markup drawn_point(const RoofPoint& point, const Roofline& all, const Axes& axes,
                   const Origin& origin) {
  const double x = axes.x.at(point.flop_per_byte);
  const double y = axes.y.at(point.flop_per_s);
  const std::string style = style_of(all, std::string(name_of(point.of->problem.dtype)));
  Markup shape;
  if (const auto& interval = point.flop_per_s_95) {
    shape = interval_along_y(axes.y.at(interval->low), axes.y.at(interval->high), x, style);
  }
  shape += point.is_above ? line({x - 5, y - 5}, {x + 5, y + 5}, "line bad") +
                                line({x - 5, y + 5}, {x + 5, y - 5}, "line bad")
                          : circle({x, y}, 4, style);
  return mark(
      {case_text(*point.of), shown_rate(point.flop_per_s, "FLOP/s", point.flop_per_s_95), origin},
      shape);
}

Table table_of(const Roofline& all, const std::string& id) {
  Table table{id,
              "",
              {{"case", "case"},
               {"intensity", "FLOP per byte", Align::kRight},
               {"flop_per_s", "achieved", Align::kRight},
               {"half_width", "95 %", Align::kRight},
               {"roof_per_s", "roof above it", Align::kRight},
               {"share", "of roof", Align::kRight},
               {"verdict", "verdict"}},
              {},
              {}};
  for (const auto& point : all.points) {
    const bool has_roof = point.roof_per_s > 0;
    const double share = has_roof ? point.flop_per_s / point.roof_per_s : 0;
    table.rows.push_back(
        {case_text(*point.of), Cell(plain(point.flop_per_byte), point.flop_per_byte),
         Cell(si(point.flop_per_s, "FLOP/s"), point.flop_per_s), half_width_cell(*point.of),
         has_roof ? Cell(si(point.roof_per_s, "FLOP/s"), point.roof_per_s)
                  : unknown_cell("no roof of this format was measured"),
         has_roof ? Cell(percent(share), share) : unknown_cell("no roof"),
         point.is_above ? "above the roof: an error" : ""});
  }
  return table;
}

}  // namespace

std::optional<Section> roofline_section(const record::RunRecord& run, std::size_t index) {
  const Roofline all = roofline_of(run);
  if (all.points.empty() || (!all.memory && all.compute.empty())) return std::nullopt;
  const std::string id = "roofline-" + std::to_string(index);
  const Origin origin = origin_of(run);
  const Axes axes = axes_of(all);
  Markup drawn = x_axis(axes.x, kRooflineArea, {kIntensity, "", 6});
  drawn += y_axis(axes.y, kRooflineArea, {kRooflineRate, "FLOP/s", 6});
  Markup marks = drawn_memory(all, axes, origin);
  double label_floor = 0;
  for (const auto& roof : all.compute) marks += drawn_roof(roof, all, axes, origin, label_floor);
  std::int64_t above = 0;
  for (const auto& point : all.points) {
    marks += drawn_point(point, all, axes, origin_of(run, *point.of));
    above += point.is_above ? 1 : 0;
  }
  const Frame frame{id + "-chart", fill(kRooflineChart, {Phrase::same(run.device.name)}),
                    kRooflineHow, 760, 372};
  Section section{id, kRooflineTitle, kRooflineLead, {}, {}};
  if (above > 0) {
    section.body += banner(fill(kAbove, {Phrase::same(std::to_string(above))}), Mood::kBad);
  }
  section.body += element("figure", {}, svg_frame(frame, drawn + marks));
  TableLook look;
  for (const auto& point : all.points) look.row_origins.push_back(origin_of(run, *point.of));
  section.body += folded(kRooflineTable, html_table(table_of(all, "table-" + id), look));
  return section;
}

}  // namespace fleetmark::report::html
