// SPDX-License-Identifier: Apache-2.0
// See cost_bars.h.
#include "harness/report/html/cost_bars.h"

#include <algorithm>

#include "harness/report/html/axis.h"
#include "harness/report/html/words_views.h"
#include "harness/report/numbers.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kCostBarsTitle{"Cost of a task by device", "各设备每任务成本"};
constexpr Words kCostBarsHow{"Bars end at the typical cost; whiskers reach from P10 to P90.",
                             "条形止于典型成本；须线为 P10 至 P90。"};
constexpr Words kCostBarsAxis{"{} for {}", "{}（{}）"};
constexpr Words kCostBarsPriceOf{"price of {}", "价格日期 {}"};
constexpr Words kNoDate{"price as stated", "价格由用户给定"};

constexpr double kCostBarsRow = 38;
constexpr double kCostBarsBar = 16;
constexpr double kValueWidth = 190;  // for the text behind a bar

Markup row_of(const PricedDevice& device, const TaskRows& task, const Scale& x, double top) {
  const auto& cost = device.cost;
  const double middle = top + kCostBarsRow / 2;
  const std::string& date = device.origin.date;
  const Phrase dated =
      date.empty() ? Phrase(kNoDate) : fill(kCostBarsPriceOf, {Phrase::same(date)});
  const std::string style = device.row->placement.is_reference ? "s8" : "s1";
  const double low = x.at(cost.p10);
  const double high = std::min(x.at(cost.p90), x.to);
  const Markup shapes = rectangle({x.from, middle - kCostBarsBar / 2}, x.at(cost.typical) - x.from,
                                  kCostBarsBar, style + " half") +
                        interval_along_x(low, high, middle, "ink");
  const std::string interval = " (" + plain(cost.p10) + " .. " + plain(cost.p90) + ")";
  const std::string shown = (device.is_lower_bound ? ">= " : "") + plain(cost.typical);
  return label({x.from - 10, middle - 2}, Phrase::same(device.id()), Anchor::kEnd) +
         label({x.from - 10, middle + 12}, dated, Anchor::kEnd, "tick") +
         mark({device.id(),
               cost_text(device, task.currency) + " (" + interval_text(cost, task.currency) + ")",
               device.origin},
              shapes + label({std::max(high, x.at(cost.typical)) + 8, middle + 4},
                             Phrase::same(shown + interval), Anchor::kStart, "halo"));
}

}  // namespace

Markup cost_bars(const std::vector<PricedDevice>& devices, const TaskRows& task,
                 const std::string& id) {
  double most = 0;
  for (const auto& device : devices) most = std::max({most, device.cost.typical, device.cost.p90});
  const double height = 26 + kCostBarsRow * static_cast<double>(devices.size()) + 44;
  Frame frame{id, kCostBarsTitle, kCostBarsHow, 940, height};
  const PlotArea area{190, frame.width - kValueWidth, 18, height - 48};
  const Scale x = linear_scale_from_zero(most, area.left, area.right);
  Markup drawn = x_axis(
      x, area,
      {fill(kCostBarsAxis, {Phrase::same(task.currency), known_phrase(task.unit.phrase)}), "", 6});
  double top = area.top + 2;
  for (const auto& device : devices) {
    drawn += row_of(device, task, x, top);
    top += kCostBarsRow;
  }
  return element("figure", {}, svg_frame(frame, drawn));
}

}  // namespace fleetmark::report::html
