// SPDX-License-Identifier: Apache-2.0
// See frontier_chart.h.
#include "harness/report/html/frontier_chart.h"

#include <algorithm>
#include <cmath>

#include "harness/report/html/axis.h"
#include "harness/report/html/label_places.h"
#include "harness/report/html/words_views.h"
#include "harness/report/numbers.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kFrontierTitle{"Cost against speed", "成本与速度"};
constexpr Words kFrontierHow{
    "Each point is a device, with P10 to P90 of cost and speed. Filled points are not beaten in "
    "both by any other; the line joins them. Down and right is better.",
    "每点为一种设备，带成本与速度的 P10 至 P90。实心点不被任何其他设备在两方面同时超过，由线相连。"
    "越靠右下越好。"};
constexpr Words kSpeed{"speed of one device, {}", "单台设备速度，{}"};
constexpr Words kFrontierCost{"{} for {}", "{}（{}）"};

double speed_of(const PricedDevice& device) { return device.row->placement.entry.rate->per_s; }

Markup point_of(const PricedDevice& device, const TaskRows& task, bool is_best, const Scale& x,
                const Scale& y) {
  const auto& rate = *device.row->placement.entry.rate;
  const Point at{x.at(rate.per_s), y.at(device.cost.typical)};
  Markup shapes;
  if (rate.p10_per_s > 0 && rate.p10_per_s < rate.p90_per_s) {
    shapes += interval_along_x(x.at(rate.p10_per_s), x.at(rate.p90_per_s), at.y,
                               is_best ? "s1 half" : "s8 half");
  }
  shapes += interval_along_y(y.at(device.cost.p10), y.at(device.cost.p90), at.x,
                             is_best ? "s1 half" : "s8 half");
  shapes += circle(at, 4.5, is_best ? "s1" : "s8 hollow");
  const std::string value = si(rate.per_s, task.bound_unit) + ", " +
                            cost_text(device, task.currency) + " (" +
                            interval_text(device.cost, task.currency) + ")";
  return mark({device.id(), value, device.origin}, shapes);
}

}  // namespace

std::vector<bool> on_frontier(const std::vector<PricedDevice>& devices) {
  std::vector<bool> marks;
  double fastest = 0;
  for (const auto& device : devices) {
    marks.push_back(speed_of(device) > fastest);
    fastest = std::max(fastest, speed_of(device));
  }
  return marks;
}

Markup frontier_chart(const std::vector<PricedDevice>& devices, const TaskRows& task,
                      const std::string& id) {
  const Frame frame{id, kFrontierTitle, kFrontierHow, 940, 400};
  const PlotArea area{70, frame.width - 20, 34, frame.height - 48};
  double slowest = HUGE_VAL, fastest = 0, least = HUGE_VAL, most = 0;
  for (const auto& device : devices) {
    const auto& rate = *device.row->placement.entry.rate;
    slowest = std::min(slowest, rate.p10_per_s > 0 ? rate.p10_per_s : rate.per_s);
    fastest = std::max({fastest, rate.p90_per_s, rate.per_s});
    least = std::min(least, device.cost.p10);
    most = std::max(most, device.cost.p90);
  }
  const Scale x = log_scale(slowest, fastest, area.left, area.right);
  const Scale y = log_scale(least, most, area.bottom, area.top);
  Markup drawn =
      x_axis(x, area, {fill(kSpeed, {Phrase::same(task.bound_unit)}), task.bound_unit, 6}) +
      y_axis(y, area,
             {fill(kFrontierCost, {Phrase::same(task.currency), known_phrase(task.unit.phrase)}),
              "", 6});
  const auto best = on_frontier(devices);
  std::vector<Point> joined;
  std::vector<Point> points;
  for (std::size_t i = 0; i < devices.size(); ++i) {
    points.push_back({x.at(speed_of(devices[i])), y.at(devices[i].cost.typical)});
    if (best[i]) joined.push_back(points.back());
  }
  if (joined.size() > 1) drawn += polyline(joined, "s1 dash thin");
  std::vector<std::string> names;
  for (std::size_t i = 0; i < devices.size(); ++i) {
    drawn += point_of(devices[i], task, best[i], x, y);
    names.push_back(devices[i].id());
  }
  for (const auto& placed : placed_labels(points, names, area)) {
    drawn += label(placed.at, Phrase::same(names[placed.of]), placed.anchor,
                   best[placed.of] ? "halo strong" : "halo");
  }
  return element("figure", {},
                 svg_frame(frame, drawn) + element("figcaption", {}, said(kFrontierHow)));
}

}  // namespace fleetmark::report::html
