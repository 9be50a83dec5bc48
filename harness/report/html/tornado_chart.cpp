// SPDX-License-Identifier: Apache-2.0
// See tornado_chart.h.
#include "harness/report/html/tornado_chart.h"

#include <algorithm>

#include "harness/report/html/axis.h"
#include "harness/report/html/words_views.h"
#include "harness/report/numbers.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kTornadoTitle{"What moves the cost on {}", "{} 的成本受什么影响"};
constexpr Words kTornadoHow{
    "Each bar is one input from its low end to its high end (P10 and P90, or least and most), the "
    "others at typical; the figures at its ends are the input's. Green: the input is low; orange: "
    "it is high.",
    "每条为一项输入从低端到高端（P10 与 P90，或最小与最大）时的成本，其余取典型值；两端数字为该输入"
    "的取值。绿色：输入取低值；橙色：取高值。"};
constexpr Words kTornadoAxis{"{} for {}", "{}（{}）"};
constexpr Words kShare{"{} of the doubt", "占不确定性 {}"};

constexpr std::size_t kMostRows = 8;
constexpr double kTornadoRow = 27;
constexpr double kTornadoBar = 13;

// The rate per second in the measure of the task, as rates are shown elsewhere.
std::string end_text(const cost::Driver& driver, double value, const TaskRows& task) {
  if (driver.key == "rate") {
    return si(value * static_cast<double>(task.unit.amount), task.bound_unit);
  }
  return plain(value);
}

Phrase share_of(const std::string& key, const PricedDevice& device, const TaskRows& task) {
  const auto* drawn = task.simulated(device.id());
  if (drawn == nullptr) return {};
  const auto found = std::ranges::find(drawn->drivers, key, &cost::VarianceShare::key);
  if (found == drawn->drivers.end()) return {};
  return fill(kShare, {Phrase::same(percent(found->share, 2))});
}

Markup row_of(const cost::Driver& driver, const PricedDevice& device, const TaskRows& task,
              const Scale& x, double middle) {
  const bool is_rising = driver.at_low <= driver.at_high;
  const double left = x.at(std::min(driver.at_low, driver.at_high));
  const double right = x.at(std::max(driver.at_low, driver.at_high));
  const double typical = std::clamp(x.at(device.cost.typical), left, right);
  const double top = middle - kTornadoBar / 2;
  const std::string low = end_text(driver, driver.low, task);
  const std::string high = end_text(driver, driver.high, task);
  Origin origin = device.origin;
  const Phrase share = share_of(driver.key, device, task);
  origin.note = share.en;
  const std::string value = plain(driver.at_low) + " at " + low + ", " +
                            money(driver.at_high, task.currency) + " at " + high;
  const Markup shapes =
      rectangle({left, top}, typical - left, kTornadoBar, is_rising ? "s3" : "s2") +
      rectangle({typical, top}, right - typical, kTornadoBar, is_rising ? "s2" : "s3") +
      label({left - 6, middle + 4}, Phrase::same(is_rising ? low : high), Anchor::kEnd, "tick") +
      label({right + 6, middle + 4}, Phrase::same(is_rising ? high : low), Anchor::kStart, "tick");
  return label({0, middle + 4}, input_phrase(driver.key), Anchor::kStart) +
         label({x.from - 100, middle + 4}, share, Anchor::kEnd, "tick") +
         mark({device.id() + ", " + input_phrase(driver.key).en, value, origin}, shapes);
}

}  // namespace

Markup tornado_chart(const PricedDevice& device, const TaskRows& task, const std::string& id) {
  const auto& all = device.row->cost->drivers;
  const std::size_t rows = std::min(kMostRows, all.size());
  if (rows == 0) return {};
  double least = device.cost.typical;
  double most = device.cost.typical;
  for (std::size_t i = 0; i < rows; ++i) {
    least = std::min({least, all[i].at_low, all[i].at_high});
    most = std::max({most, all[i].at_low, all[i].at_high});
  }
  const double height = 26 + kTornadoRow * static_cast<double>(rows) + 48;
  const Frame frame{id, fill(kTornadoTitle, {Phrase::same(device.id())}), kTornadoHow, 940, height};
  const PlotArea area{430, frame.width - 90, 22, height - 48};
  const Scale x = linear_scale(least, most, area.left, area.right);
  Markup drawn = x_axis(
      x, area,
      {fill(kTornadoAxis, {Phrase::same(task.currency), known_phrase(task.unit.phrase)}), "", 5});
  const double typical = x.at(device.cost.typical);
  double middle = area.top + kTornadoRow / 2;
  for (std::size_t i = 0; i < rows; ++i) {
    drawn += row_of(all[i], device, task, x, middle);
    middle += kTornadoRow;
  }
  drawn += line({typical, area.top - 4}, {typical, area.bottom}, "axis") +
           label({typical, area.top - 8}, Phrase::same(cost_text(device, task.currency)),
                 Anchor::kMiddle, "strong");
  return element("figure", {},
                 element("h3", {}, said(frame.title)) + svg_frame(frame, drawn) +
                     element("figcaption", {}, said(kTornadoHow)));
}

}  // namespace fleetmark::report::html
