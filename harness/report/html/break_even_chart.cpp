// SPDX-License-Identifier: Apache-2.0
// See break_even_chart.h.
#include "harness/report/html/break_even_chart.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "harness/report/html/axis.h"
#include "harness/report/html/label_places.h"
#include "harness/report/html/words_views.h"
#include "harness/report/numbers.h"

namespace fleetmark::report::html {
namespace {

using cost::CostTerms;

constexpr Words kBreakEvenHow{
    "Dots: where each device stands now; where lines cross, tasks cost the same.",
    "圆点为各设备现状；线相交处任务成本相同。"};
constexpr Words kBreakEvenCost{"{} for {}", "{}（{}）"};
constexpr Words kOwnPrice{"Against its own purchase price", "随自身采购价变化"};
constexpr Words kOwnPriceAxis{"purchase price of one device, {}", "单台采购价，{}"};
constexpr Words kBreakEvenSoftware{"Against its own software", "随自身软件水平变化"};
constexpr Words kSoftwareAxis{"speed, times what it is now, at the same operating point",
                              "速率，为现状的倍数（运行点不变）"};
constexpr Words kBreakEvenUtilisation{"Against utilisation of all", "随全体利用率变化"};
constexpr Words kUtilisationAxis{"utilisation", "利用率"};
constexpr Words kBreakEvenPower{"Against the power price of all", "随全体电价变化"};
constexpr Words kPowerAxis{"power price, {}/kWh", "电价，{}/kWh"};

constexpr int kPoints = 40;
constexpr std::size_t kMostLines = 6;
constexpr std::array<const char*, 6> kBreakEvenStyles{"s1", "s2", "s3", "s4", "s5", "s6"};

struct Lever {
  Phrase title, axis;
  std::string unit;
  double low = 0, high = 0;
  std::function<double(const CostTerms&)> now;
  std::function<void(CostTerms&, double)> set;
  bool moves_all = false;  // else the reference stays where it is
};

double cost_at(const PricedDevice& device, const Lever& lever, double value) {
  CostTerms terms = device.model().terms;
  lever.set(terms, value);
  return cost::compared_cost(device.model(), terms);
}

struct Ends {
  double least = HUGE_VAL, most = 0;
  void take(double value) {
    least = std::min(least, value);
    most = std::max(most, value);
  }
};

// What is much dearer than all is today would press the crossings flat.
Ends ends_of(const std::vector<PricedDevice>& devices, const Lever& lever) {
  Ends today, all;
  for (const auto& device : devices) {
    today.take(device.cost.typical);
    for (int i = 0; i <= kPoints; ++i) {
      all.take(cost_at(device, lever, lever.low + (lever.high - lever.low) * i / kPoints));
    }
  }
  return {std::max(all.least, today.least / 4), std::min(all.most, 3 * today.most)};
}

std::vector<Point> curve_of(const PricedDevice& device, const Lever& lever, const Scale& x,
                            const Scale& y) {
  std::vector<Point> points;
  for (int i = 0; i <= kPoints; ++i) {
    const double value = lever.low + (lever.high - lever.low) * i / kPoints;
    const double cost = cost_at(device, lever, value);
    if (cost >= y.low && cost <= y.high) points.push_back({x.at(value), y.at(cost)});
  }
  return points;
}

struct Drawn {
  Markup lines, marks;
  std::vector<double> ends;  // height of each line's end
};

void add_line(Drawn& drawn, const PricedDevice& device, const Lever& lever, const TaskRows& task,
              const Scale& x, const Scale& y, const std::string& style) {
  const bool stays = device.row->placement.is_reference && !lever.moves_all;
  if (stays) {
    const double height = y.at(device.cost.typical);
    drawn.lines += line({x.from, height}, {x.to, height}, "line dash " + style);
    drawn.ends.push_back(height);
    return;
  }
  const auto points = curve_of(device, lever, x, y);
  drawn.lines += polyline(points, style);
  drawn.ends.push_back(points.empty() ? y.to : points.back().y);
  const double now = lever.now(device.model().terms);
  if (now < lever.low || now > lever.high) return;
  drawn.marks +=
      mark({device.id(), cost_text(device, task.currency) + " at " + tick_text(now, lever.unit),
            device.origin},
           circle({x.at(now), y.at(device.cost.typical)}, 4, style));
}

Markup chart_of(const Lever& lever, const std::vector<PricedDevice>& devices, const TaskRows& task,
                const std::string& id) {
  const Frame frame{id, lever.title, kBreakEvenHow, 500, 300};
  const PlotArea area{52, frame.width - 140, 34, frame.height - 48};
  const Ends ends = ends_of(devices, lever);
  const Scale x{lever.low, lever.high, area.left, area.right};
  const Scale y = log_scale(ends.least, ends.most, area.bottom, area.top);
  Drawn drawn;
  for (std::size_t i = 0; i < devices.size(); ++i) {
    add_line(drawn, devices[i], lever, task, x, y, kBreakEvenStyles[i % kBreakEvenStyles.size()]);
  }
  Markup names;
  const auto heights = spread_heights(drawn.ends, 14);
  for (std::size_t i = 0; i < devices.size(); ++i) {
    names += label({area.right + 8, heights[i] + 4}, Phrase::same(devices[i].id()), Anchor::kStart,
                   kBreakEvenStyles[i % kBreakEvenStyles.size()]);
  }
  const Markup axes =
      x_axis(x, area, {lever.axis, lever.unit, 5}) +
      y_axis(y, area,
             {fill(kBreakEvenCost, {Phrase::same(task.currency), known_phrase(task.unit.phrase)}),
              "", 5});
  return element("figure", {},
                 element("h3", {}, said(lever.title)) +
                     svg_frame(frame, axes + drawn.lines + drawn.marks + names));
}

double most_of(const std::vector<PricedDevice>& devices,
               const std::function<double(const CostTerms&)>& what) {
  double most = 0;
  for (const auto& device : devices) most = std::max(most, what(device.model().terms));
  return most;
}

std::vector<Lever> levers_of(const std::vector<PricedDevice>& devices, const TaskRows& task) {
  std::vector<Lever> levers;
  const bool is_owned =
      !devices.empty() && devices.front().model().terms.tenure == cost::Tenure::kOwned;
  const auto price = [](const CostTerms& t) { return t.price(); };
  if (is_owned) {
    levers.push_back({kOwnPrice, fill(kOwnPriceAxis, {Phrase::same(task.currency)}), "", 0,
                      1.5 * most_of(devices, price), price,
                      [](CostTerms& t, double value) {
                        t.fx_from_factor = t.fx_to_factor = 1;
                        t.device_price = value;
                      },
                      false});
  }
  levers.push_back({kBreakEvenSoftware, kSoftwareAxis, "", 0.5, 3,
                    [](const CostTerms&) { return 1.0; },
                    [](CostTerms& t, double value) { t.tasks_per_s *= value; }, false});
  if (compares_allocation(task)) {
    levers.push_back({kBreakEvenUtilisation, kUtilisationAxis, "%", 0.1, 1,
                      [](const CostTerms& t) { return t.utilisation; },
                      [](CostTerms& t, double value) { t.utilisation = value; }, true});
  }
  const auto power = [](const CostTerms& t) { return t.power_price; };
  if (is_owned) {
    levers.push_back({kBreakEvenPower, fill(kPowerAxis, {Phrase::same(task.currency)}), "", 0,
                      4 * most_of(devices, power), power,
                      [](CostTerms& t, double value) { t.power_price = value; }, true});
  }
  return levers;
}

}  // namespace

Markup break_even_charts(const std::vector<PricedDevice>& devices, const TaskRows& task,
                         const std::string& id) {
  // The cheapest, and the reference always.
  std::vector<PricedDevice> shown;
  for (const auto& device : devices) {
    const bool has_place = shown.size() + 1 < kMostLines;
    const bool is_reference = device.row->placement.is_reference;
    if (has_place || (is_reference && shown.size() < kMostLines)) shown.push_back(device);
  }
  Markup charts;
  int count = 0;
  for (const auto& lever : levers_of(shown, task)) {
    charts += chart_of(lever, shown, task, id + "-" + std::to_string(++count));
  }
  return element("div", {{"class", "pair"}}, charts) +
         element("p", {{"class", "note"}}, said(kBreakEvenHow));
}

}  // namespace fleetmark::report::html
