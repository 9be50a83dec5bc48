// SPDX-License-Identifier: Apache-2.0
// See memory_sweep_section.h.
#include "harness/report/html/memory_sweep_section.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "harness/report/html/axis.h"
#include "harness/report/html/run_origin.h"
#include "harness/report/html/table.h"
#include "harness/report/numbers.h"
#include "harness/report/run_view.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kMemorySweepTitle{"Memory by working set", "按工作集看内存"};
constexpr Words kMemorySweepLead{
    "Each line is one kernel at growing sizes: its steps are the caches.",
    "每条线为同一内核在不同规模下的结果：台阶即各级缓存。"};
constexpr Words kBandwidth{"Bandwidth by working set", "带宽随工作集的变化"};
constexpr Words kLatency{"Latency by working set", "延迟随工作集的变化"};
constexpr Words kMemorySweepHow{
    "Bytes touched on a logarithmic axis; the lines are named at their end.",
    "横轴为触及的字节数（对数轴）；线名标在末端。"};
constexpr Words kBytes{"bytes touched by one launch", "一次启动触及的字节数"};
constexpr Words kMemorySweepRate{"bandwidth", "带宽"};
constexpr Words kMemorySweepTime{"time of one access", "单次访问时间"};
constexpr Words kMemorySweepTable{"The points", "各点数据"};
constexpr Words kLinear{"linear", "线性"};
constexpr Words kLog{"logarithmic", "对数"};

constexpr std::size_t kFewestSizes = 3;
const PlotArea kMemorySweepArea{78, 560, 30, 290};

struct SweepPoint {
  double bytes = 0;
  double value = 0;
  std::optional<record::Interval> interval;
  const record::Measurement* of = nullptr;
};
struct Sweep {
  std::string name;
  std::vector<SweepPoint> points;
};

// A chase names the bytes that it walks over; other kernels touch what they move.
double working_set(const record::Measurement& m) {
  for (const auto& [name, value] : m.problem.sizes) {
    if (name == "bytes") return static_cast<double>(value);
  }
  return (m.work.read + m.work.written).value;
}

SweepPoint point_of(const record::Measurement& m) {
  const double amount = amount_of(m.work, m.metric);
  const auto& in_seconds = m.summary.median_95_s;
  if (m.metric == Metric::kSecondsPerOperation) {
    std::optional<record::Interval> interval;
    if (in_seconds)
      interval = record::Interval{in_seconds->low / amount, in_seconds->high / amount};
    return {working_set(m), m.summary.median_s / amount, interval, &m};
  }
  return {working_set(m), m.rate(), m.rate_95(), &m};
}

std::vector<Sweep> sweeps_of(const record::RunRecord& run, Metric metric) {
  std::map<std::string, std::vector<SweepPoint>> by_name;
  for (const auto& m : run.measurements) {
    const std::string& kernel = m.problem.kernel;
    const bool is_memory = kernel.starts_with("memory.") || kernel.starts_with("latency.") ||
                           kernel.starts_with("transfer.");
    if (!is_memory || m.metric != metric || !m.verification.passed) continue;
    if (!(working_set(m) > 0) || !(m.summary.median_s > 0)) continue;
    const std::string name =
        kernel + "/" + m.variant + " " + std::string(name_of(m.problem.dtype)) +
        (m.cache.starts_with("hot") ? ", hot" : "") + (m.data == "uniform" ? "" : ", " + m.data);
    by_name[name].push_back(point_of(m));
  }
  std::vector<Sweep> all;
  for (auto& [name, points] : by_name) {
    std::ranges::sort(points, {}, &SweepPoint::bytes);
    const auto has_same_bytes = [](const SweepPoint& a, const SweepPoint& b) {
      return a.bytes == b.bytes;
    };
    points.erase(std::unique(points.begin(), points.end(), has_same_bytes), points.end());
    if (points.size() < kFewestSizes) continue;
    all.push_back({name, std::move(points)});
  }
  return all;
}

struct Drawing {
  const record::RunRecord& run;
  Metric metric;
  std::string unit;
};

// Nothing where it is not known.
Markup interval_of(const SweepPoint& point, const Scale& y, double x, const std::string& style) {
  if (!point.interval) return {};
  return interval_along_y(y.at(point.interval->low), y.at(point.interval->high), x, style);
}

Markup drawn_sweeps(const std::vector<Sweep>& all, const Drawing& what, const Scale& x,
                    const Scale& y) {
  Markup drawn;
  std::vector<double> taken;  // heights of names
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string style = "s" + std::to_string(1 + i % 8);
    std::vector<Point> points;
    Markup marks;
    for (const auto& point : all[i].points) {
      points.push_back({x.at(point.bytes), y.at(point.value)});
      marks +=
          mark({case_text(*point.of),
                quoted(point.of->rate(), what.metric) + " " + half_width_text(*point.of),
                origin_of(what.run, *point.of)},
               interval_of(point, y, points.back().x, style) + circle(points.back(), 3, style));
    }
    double height = points.back().y + 4;
    while (std::ranges::any_of(taken, [&](double one) { return std::fabs(one - height) < 14; })) {
      height += 14;
    }
    taken.push_back(height);
    drawn += polyline(points, style) + marks;
    drawn += label({points.back().x + 8, height}, Phrase::same(all[i].name), Anchor::kStart, style);
  }
  return drawn;
}

Markup chart_of(const std::vector<Sweep>& all, const Drawing& what, Spacing spacing,
                const std::string& id) {
  double low_x = INFINITY, high_x = 0, low_y = INFINITY, high_y = 0;
  for (const auto& sweep : all) {
    for (const auto& point : sweep.points) {
      low_x = std::min(low_x, point.bytes);
      high_x = std::max(high_x, point.bytes);
      low_y = std::min(low_y, point.interval ? point.interval->low : point.value);
      high_y = std::max(high_y, point.interval ? point.interval->high : point.value);
    }
  }
  const Scale x = log_scale(low_x, high_x, kMemorySweepArea.left, kMemorySweepArea.right);
  const Scale y =
      spacing == Spacing::kLog
          ? log_scale(low_y, high_y, kMemorySweepArea.bottom, kMemorySweepArea.top)
          : linear_scale_from_zero(high_y, kMemorySweepArea.bottom, kMemorySweepArea.top);
  const bool is_latency = what.metric == Metric::kSecondsPerOperation;
  const Markup drawn =
      x_axis(x, kMemorySweepArea, {kBytes, "B", 6}) +
      y_axis(y, kMemorySweepArea,
             {is_latency ? Phrase(kMemorySweepTime) : Phrase(kMemorySweepRate), what.unit, 5}) +
      drawn_sweeps(all, what, x, y);
  return svg_frame(
      {id, is_latency ? Phrase(kLatency) : Phrase(kBandwidth), kMemorySweepHow, 760, 332}, drawn);
}

Markup button(const char* scale, const Phrase& words, bool is_pressed) {
  return element(
      "button",
      {{"type", "button"}, {"data-pick", scale}, {"aria-pressed", is_pressed ? "true" : "false"}},
      said(words));
}

// Both scales, of which the script shows one; without it both stand there.
Markup switched(const std::vector<Sweep>& all, const Drawing& what, const std::string& id) {
  return element(
      "figure", {{"id", id}, flag("data-scales")},
      element("p", {{"class", "picks"}, flag("hidden")},
              button("linear", kLinear, true) + Markup{" "} + button("log", kLog, false)) +
          element("div", {{"data-scale", "linear"}},
                  chart_of(all, what, Spacing::kLinear, id + "-linear")) +
          element("div", {{"data-scale", "log"}}, chart_of(all, what, Spacing::kLog, id + "-log")));
}

void add_rows(const std::vector<Sweep>& all, const Drawing& what, Table& table, TableLook& look) {
  for (const auto& sweep : all) {
    for (const auto& point : sweep.points) {
      table.rows.push_back({sweep.name, Cell(si(point.bytes, "B", 4), point.bytes),
                            Cell(quoted(point.of->rate(), what.metric), point.value),
                            half_width_cell(*point.of)});
      look.row_origins.push_back(origin_of(what.run, *point.of));
    }
  }
}

}  // namespace

std::optional<Section> memory_sweep_section(const record::RunRecord& run, std::size_t index) {
  const std::string suffix = "-" + std::to_string(index);
  Section section{"memory" + suffix, kMemorySweepTitle, kMemorySweepLead, {}, {}};
  Table table{"memory" + suffix,
              "",
              {{"case", "case"},
               {"bytes", "working set", Align::kRight},
               {"value", "median", Align::kRight},
               {"half_width", "95 %", Align::kRight}},
              {},
              {}};
  TableLook look;
  for (const Drawing& what : {Drawing{run, Metric::kBytesPerSecond, "B/s"},
                              Drawing{run, Metric::kSecondsPerOperation, "s"}}) {
    const auto all = sweeps_of(run, what.metric);
    if (all.empty()) continue;
    section.body += switched(all, what, "sweep-" + what.unit.substr(0, 1) + suffix);
    add_rows(all, what, table, look);
  }
  if (section.body.is_empty()) return std::nullopt;
  section.body += folded(kMemorySweepTable, html_table(table, look));
  return section;
}

}  // namespace fleetmark::report::html
