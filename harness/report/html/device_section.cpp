// SPDX-License-Identifier: Apache-2.0
// See device_section.h.
#include "harness/report/html/device_section.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>

#include "harness/report/html/axis.h"
#include "harness/report/html/cards.h"
#include "harness/report/html/run_origin.h"
#include "harness/report/html/table.h"
#include "harness/report/html/words_views.h"
#include "harness/report/numbers.h"
#include "harness/report/run_view.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kDeviceTitle{"Device: {}", "设备：{}"};
constexpr Words kMemory{"memory", "显存/内存"};
constexpr Words kFree{"{} free at the start", "开始时空闲 {}"};
constexpr Words kUnits{"compute units", "计算单元"};
constexpr Words kArchitecture{"architecture", "架构"};
constexpr Words kClock{"core clock", "核心时钟"};
constexpr Words kDevicePower{"power", "功率"};
constexpr Words kTemperature{"temperature", "温度"};
constexpr Words kRange{"median; {} to {}", "中位数；{} 至 {}"};
constexpr Words kThrottling{"throttling", "降频"};
constexpr Words kNone{"none seen", "未见"};
constexpr Words kWindows{"in {} of {} windows", "{}/{} 个时段"};
constexpr Words kStretches{"in {} of {} stretches of the soak", "{}/{} 段烤机"};
constexpr Words kDeviceTime{"time under measurement, without pauses", "测量时间（不含间歇）"};
constexpr Words kOverTime{"{} while measuring", "测量期间的{}"};
constexpr Words kDeviceHow{"One point per window around the samples, case after case.",
                           "每个点为样本前后的一个时段，按用例顺序排列。"};
constexpr Words kFacts{"All facts, as the device reports them", "设备报告的全部信息"};
constexpr Words kHost{"The host", "主机"};
constexpr Words kNoClock{"Core clock: no reading on this device", "核心时钟：此设备读不到"};
constexpr Words kNoPower{"Power and temperature: no reading on this device",
                         "功率与温度：此设备读不到"};

struct Reading {
  double at_s = 0;
  double value = 0;
  std::string of;  // case
};
using Readings = std::vector<Reading>;
using Pick = std::function<std::optional<double>(const record::Window&)>;

Readings readings_of(const record::RunRecord& run, const Pick& pick) {
  Readings all;
  double offset_s = 0;
  for (const auto& m : run.measurements) {
    double end_s = 0;
    for (const auto& window : m.windows) {
      end_s = std::max(end_s, window.end_s);
      const auto value = pick(window);
      if (!value) continue;
      all.push_back({offset_s + (window.begin_s + window.end_s) / 2, *value, case_text(m)});
    }
    offset_s += end_s;
  }
  return all;
}

double median(Readings readings) {
  const auto middle = readings.begin() + static_cast<std::ptrdiff_t>(readings.size() / 2);
  std::ranges::nth_element(readings, middle, {}, &Reading::value);
  return middle->value;
}

struct Quantity {
  Phrase name;
  std::string key;
  std::string unit;
  Readings readings;
  Origin origin;

  [[nodiscard]] std::string shown(double value) const {
    return unit == "°C" ? plain(value) + " °C" : si(value, unit);
  }
};

Card card_of(const Quantity& what) {
  const auto [low, high] = std::ranges::minmax(what.readings, {}, &Reading::value);
  return {
      what.name, number(what.shown(median(what.readings)), what.origin),
      fill(kRange, {Phrase::same(what.shown(low.value)), Phrase::same(what.shown(high.value))})};
}

Markup chart_of(const Quantity& what, const std::string& id) {
  const PlotArea area{70, 480, 26, 130};
  const auto& all = what.readings;
  const auto [low, high] = std::ranges::minmax(all, {}, &Reading::value);
  const Scale x = linear_scale_from_zero(all.back().at_s, area.left, area.right);
  const Scale y = linear_scale(low.value, high.value, area.bottom, area.top);
  Markup drawn = x_axis(x, area, {kDeviceTime, "s", 5});
  drawn += y_axis(y, area, {what.name, what.unit, 3});
  std::vector<Point> points;
  Markup marks;
  for (const auto& reading : all) {
    points.push_back({x.at(reading.at_s), y.at(reading.value)});
    marks += mark({reading.of, what.shown(reading.value), {}}, circle(points.back(), 2.5, "s1"));
  }
  drawn += polyline(points, "s1 thin half") + marks_of(what.origin, marks);
  const Phrase title = fill(kOverTime, {what.name});
  return element("figure", {}, svg_frame({id, title, kDeviceHow, 500, 170}, drawn));
}

// Counters see what happens between two windows, so that a soak's verdict goes first.
std::optional<Card> slowdown_card(const record::RunRecord& run) {
  const auto is_slowed = [](const auto& stretch) { return !stretch.slowdown.empty(); };
  const auto first = std::ranges::find_if(run.soak, is_slowed);
  if (first == run.soak.end()) return std::nullopt;
  const auto slowed = std::ranges::count_if(run.soak, is_slowed);
  return Card{kThrottling, text(first->slowdown),
              fill(kStretches, {Phrase::same(std::to_string(slowed)),
                                Phrase::same(std::to_string(run.soak.size()))}),
              Mood::kBad};
}

Card throttling_card(const record::RunRecord& run) {
  if (auto card = slowdown_card(run)) return *std::move(card);
  std::map<std::string, std::size_t> causes;
  std::size_t windows = 0;
  std::size_t throttled = 0;
  const auto look_at = [&](const std::vector<record::Window>& some) {
    for (const auto& window : some) {
      ++windows;
      if (!window.throttle || window.throttle->empty() || *window.throttle == "none") continue;
      ++throttled;
      ++causes[*window.throttle];
    }
  };
  for (const auto& m : run.measurements) look_at(m.windows);
  for (const auto& stretch : run.soak) look_at(stretch.windows);
  if (causes.empty()) return {kThrottling, said(kNone)};
  std::string names;
  for (const auto& [cause, count] : causes) names += (names.empty() ? "" : ", ") + cause;
  return {kThrottling, said(known_phrase(names)),
          fill(kWindows,
               {Phrase::same(std::to_string(throttled)), Phrase::same(std::to_string(windows))}),
          Mood::kWarn};
}

Table host_table(const record::RunRecord& run) {
  Table table{"host", "", {{"fact", "fact"}, {"value", "value"}}, {}, {}};
  for (const auto& fact : run.environment.facts) table.rows.push_back({fact.name, fact.value});
  for (const auto& fact : run.environment.unknown) {
    table.rows.push_back({fact.name, unknown_cell(fact.value)});
  }
  return table;
}

std::vector<Quantity> quantities_of(const record::RunRecord& run) {
  const Origin origin = origin_of(run);
  std::string clock_source;
  std::string power_source;
  for (const auto& m : run.measurements) {
    if (clock_source.empty()) clock_source = m.watch.clock_source;
    if (power_source.empty()) power_source = m.watch.power_source;
  }
  const auto with = [&](const std::string& note) {
    Origin noted = origin;
    noted.note = note;
    return noted;
  };
  using record::Window;
  return {{kClock, "clock", "Hz", readings_of(run, [](const Window& w) { return w.clock_hz; }),
           with(clock_source)},
          {kDevicePower, "power", "W", readings_of(run, [](const Window& w) { return w.power_w; }),
           with(power_source)},
          {kTemperature, "temperature", "°C",
           readings_of(run, [](const Window& w) { return w.temperature_c; }), origin}};
}

std::vector<Card> identity_cards(const record::RunRecord& run) {
  const DeviceInfo& device = run.device;
  const Origin origin = origin_of(run);
  std::vector<Card> all{{kArchitecture, text(device.architecture)}};
  if (device.memory_total) {
    Card card{kMemory, number(si(device.memory_total->value, "B", 4), origin)};
    if (device.memory_available) {
      card.remark = fill(kFree, {Phrase::same(si(device.memory_available->value, "B", 4))});
    }
    all.push_back(std::move(card));
  } else {
    all.push_back({kMemory, unknown()});
  }
  if (device.compute_units > 0) {
    all.push_back({kUnits, number(std::to_string(device.compute_units), origin)});
  }
  return all;
}

}  // namespace

Section device_section(const record::RunRecord& run, std::size_t index) {
  const std::string suffix = "-" + std::to_string(index);
  Section section{
      "device" + suffix, fill(kDeviceTitle, {Phrase::same(run.device.name)}), {}, {}, {}};
  std::vector<Card> figures = identity_cards(run);
  Markup charts;
  const auto quantities = quantities_of(run);
  for (const auto& what : quantities) {
    if (what.readings.empty()) continue;
    figures.push_back(card_of(what));
    if (what.readings.size() > 2) charts += chart_of(what, what.key + suffix);
  }
  if (quantities[0].readings.empty()) section.missing.emplace_back(kNoClock);
  if (quantities[1].readings.empty()) section.missing.emplace_back(kNoPower);
  figures.push_back(throttling_card(run));
  section.body = cards(figures);
  if (!charts.is_empty()) section.body += element("div", {{"class", "pair"}}, charts);
  Table facts = device_table(run.device);
  Table host = host_table(run);
  facts.id += suffix;
  host.id += suffix;
  TableLook look;
  look.origin = origin_of(run);
  look.has_caption = false;
  section.body += folded(kFacts, html_table(facts, look));
  if (!host.rows.empty()) section.body += folded(kHost, html_table(host, look));
  return section;
}

}  // namespace fleetmark::report::html
