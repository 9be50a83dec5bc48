// SPDX-License-Identifier: Apache-2.0
// See acceptance_section.h.
#include "harness/report/html/acceptance_section.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "harness/report/acceptance_view.h"
#include "harness/report/html/axis.h"
#include "harness/report/html/cards.h"
#include "harness/report/html/rack_values.h"
#include "harness/report/html/table.h"
#include "harness/report/html/words_views.h"
#include "harness/report/numbers.h"
#include "harness/report/run_view.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kAcceptanceTitle{"Acceptance: which device stands out", "验收：哪个设备异常"};
constexpr Words kStrip{"{} of {} devices in rack order", "{}：{} 个设备按机架顺序"};
constexpr Words kStripHow{
    "One dot per device, flagged ones named; solid line: the centre, dashed: low below.",
    "每设备一点，异常者标名；实线为中心，虚线以下为偏低。"};
constexpr Words kMap{"{}: hosts and slots", "{}：主机与插槽"};
constexpr Words kMapHow{
    "One cell per device against the centre: orange is lower, blue is higher, full at 5 %.",
    "每格一个设备，相对中心：橙色偏低，蓝色偏高，5 % 为最深。"};
constexpr Words kCentre{"centre", "中心"};
constexpr Words kLowBelow{"low below", "低于此线为偏低"};
constexpr Words kFloor{"contract", "合同值"};
constexpr Words kOrder{"devices in rack order", "设备按机架顺序"};
constexpr Words kValue{"value", "数值"};
constexpr Words kAcceptanceMeasured{"measured", "实测"};
constexpr Words kBinned{
    "{} devices: columns show the lowest, the median and the highest of each "
    "stretch",
    "{} 个设备：每列为一段内的最低、中位与最高"};

constexpr Words kOnlyFlagged{
    "The map holds the hosts with a flagged device alone: there are too many for a page.",
    "设备过多，图中只列出含异常设备的主机。"};

constexpr std::size_t kMostStrips = 6;
constexpr std::size_t kMostMaps = 2;
constexpr std::size_t kMostTelling = 256;
constexpr std::size_t kAcceptanceMostDots = 2000;
constexpr std::size_t kColumns = 200;
constexpr std::size_t kMostNames = 12;
constexpr std::size_t kMostHosts = 128;  // in the map of a large fleet
constexpr double kFullShade = 0.05;      // deviation at which a cell is as dark as it gets
const PlotArea kAcceptanceArea{78, 640, 30, 190};

std::string shown(double value, const compare::JudgedMetric& metric) {
  if (!metric.is_per_cycle) return quoted(value, metric.metric);
  return plain(value, 4) + " " + compare::cycle_unit(metric.metric) + "/cycle";
}

std::string shown_with_gap(const RackValue& one, const compare::JudgedMetric& metric) {
  const double gap = one.value / metric.scale.centre - 1;
  return shown(one.value, metric) + " (" + (gap < 0 ? "-" : "+") + percent(std::abs(gap)) + ")";
}

Origin origin_of_value(const RackValue& one) {
  Origin origin;
  origin.kind = kAcceptanceMeasured;
  origin.source = "run " + one.run_id;
  origin.note = one.uuid;
  return origin;
}

// Dots that need no word each: one path, so that a thousand of them weigh little.
Markup quiet_dots(const std::vector<RackValue>& all, const Scale& x, const Scale& y) {
  std::string path;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].is_flagged) continue;
    path += "M" + coordinate(x.at(static_cast<double>(i))) + " " + coordinate(y.at(all[i].value)) +
            "h0";
  }
  return void_element("path", {{"d", path}, {"class", "dots s1"}});
}

// Of few devices each dot says what it is.
Markup telling_dots(const std::vector<RackValue>& all, const compare::JudgedMetric& metric,
                    const Scale& x, const Scale& y) {
  Markup drawn;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].is_flagged) continue;
    drawn += mark({all[i].name(), shown_with_gap(all[i], metric), origin_of_value(all[i])},
                  circle({x.at(static_cast<double>(i)), y.at(all[i].value)}, 3, "s1"));
  }
  return drawn;
}

Markup columns_of(const std::vector<RackValue>& all, const Scale& x, const Scale& y) {
  Markup drawn;
  const std::size_t each = (all.size() + kColumns - 1) / kColumns;
  for (std::size_t begin = 0; begin < all.size(); begin += each) {
    const std::size_t end = std::min(all.size(), begin + each);
    std::vector<double> values;
    for (std::size_t i = begin; i < end; ++i) values.push_back(all[i].value);
    std::ranges::sort(values);
    const double at = x.at(static_cast<double>(begin + end - 1) / 2);
    drawn += line({at, y.at(values.front())}, {at, y.at(values.back())}, "line s1 half") +
             circle({at, y.at(values[values.size() / 2])}, 1.5, "s1");
  }
  return drawn;
}

Markup named_dots(const std::vector<RackValue>& all, const compare::JudgedMetric& metric,
                  const Scale& x, const Scale& y) {
  Markup drawn;
  std::size_t named = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!all[i].is_flagged) continue;
    const Point at{x.at(static_cast<double>(i)), y.at(all[i].value)};
    drawn += mark({all[i].name(), shown_with_gap(all[i], metric), origin_of_value(all[i])},
                  circle(at, 4.5, "bad"));
    if (++named > kMostNames) continue;
    const bool is_right = at.x > (kAcceptanceArea.left + kAcceptanceArea.right) * 0.7;
    drawn += label({at.x + (is_right ? -8 : 8), at.y + 4}, Phrase::same(all[i].name()),
                   is_right ? Anchor::kEnd : Anchor::kStart, "bad halo strong");
  }
  return drawn;
}

Markup level(double value, const Phrase& words, const Scale& y, const std::string& style) {
  const double at = y.at(value);
  return line({kAcceptanceArea.left, at}, {kAcceptanceArea.right, at}, "line " + style) +
         label({kAcceptanceArea.right + 6, at + 4}, words, Anchor::kStart, "soft");
}

// With its kind where several are judged.
std::string name_of(const AcceptanceFacts& facts, const compare::JudgedMetric& metric) {
  const std::string name = compare::metric_name(metric.key, metric.is_per_cycle);
  return facts.answer.kinds > 1 ? name + ", " + metric.kind : name;
}

const compare::Floor* floor_of(const AcceptanceFacts& facts, const compare::JudgedMetric& metric) {
  if (metric.is_per_cycle) return nullptr;
  for (const auto& floor : facts.floors) {
    if (metric.key.starts_with(floor.case_prefix)) return &floor;
  }
  return nullptr;
}

Markup strip(const AcceptanceFacts& facts, const compare::JudgedMetric& metric,
             const std::vector<RackValue>& all, const std::string& id) {
  const compare::Floor* floor = floor_of(facts, metric);
  auto [low, high] = std::ranges::minmax(all, {}, &RackValue::value);
  double bottom = std::min(low.value, metric.threshold);
  if (floor != nullptr) bottom = std::min(bottom, floor->rate_per_s);
  const Scale x{-1, static_cast<double>(all.size()), kAcceptanceArea.left, kAcceptanceArea.right};
  const Scale y = linear_scale(bottom, std::max(high.value, metric.scale.centre),
                               kAcceptanceArea.bottom, kAcceptanceArea.top);
  const std::string unit = metric.is_per_cycle ? "" : compare::rate_unit(metric.metric);
  Markup drawn = y_axis(y, kAcceptanceArea, {kValue, unit == "1/s" ? "" : unit, 4});
  drawn += line({kAcceptanceArea.left, kAcceptanceArea.bottom},
                {kAcceptanceArea.right, kAcceptanceArea.bottom}, "axis");
  drawn += label({kAcceptanceArea.right, kAcceptanceArea.bottom + 18}, kOrder, Anchor::kEnd,
                 "axis-title");
  drawn += level(metric.scale.centre, kCentre, y, "muted");
  drawn += level(metric.threshold, kLowBelow, y, "warn dash thin");
  if (floor != nullptr) drawn += level(floor->rate_per_s, kFloor, y, "bad thin");
  drawn += all.size() > kAcceptanceMostDots ? columns_of(all, x, y)
           : all.size() > kMostTelling      ? quiet_dots(all, x, y)
                                            : telling_dots(all, metric, x, y);
  drawn += named_dots(all, metric, x, y);
  const std::string name = name_of(facts, metric);
  const Phrase title = fill(kStrip, {Phrase::same(name), Phrase::same(std::to_string(all.size()))});
  Markup caption = text(name);
  if (all.size() > kAcceptanceMostDots) {
    caption += Markup{". "} + said(fill(kBinned, {Phrase::same(std::to_string(all.size()))}));
  }
  return element(
      "figure", {},
      element("figcaption", {}, caption) + svg_frame({id, title, kStripHow, 760, 222}, drawn));
}

Markup cell(const RackValue& one, const compare::JudgedMetric& metric, Point corner, double size) {
  const double gap = one.value / metric.scale.centre - 1;
  const double shade = std::min(1.0, std::abs(gap) / kFullShade);
  Markup shape = void_element("rect", {{"x", coordinate(corner.x)},
                                       {"y", coordinate(corner.y)},
                                       {"width", coordinate(size - 1)},
                                       {"height", coordinate(size - 1)},
                                       {"class", gap < 0 ? "s2" : "s1"},
                                       {"fill-opacity", coordinate(0.08 + 0.92 * shade)}});
  if (one.is_flagged) {
    shape += rectangle({corner.x + 1, corner.y + 1}, size - 3, size - 3, "bad outline");
  }
  return mark({one.name(), shown_with_gap(one, metric), {}}, shape);
}

// Hosts down, slots across; many hosts fold into columns of hosts side by side.
Markup heat_map(const AcceptanceFacts& facts, const compare::JudgedMetric& metric,
                const std::vector<RackValue>& all, const std::string& id) {
  std::map<std::string, std::size_t> slots_of;
  std::vector<std::string> hosts;
  std::size_t slots = 0;
  for (const auto& one : all) {
    if (hosts.empty() || hosts.back() != one.host) hosts.push_back(one.host);
    slots = std::max(slots, ++slots_of[one.host]);
  }
  constexpr std::size_t kRows = 32;
  const double size = 14;
  const double name_width = 96;
  const double block = name_width + static_cast<double>(slots) * size + 18;
  Markup cells;
  Markup names;
  std::size_t host = 0, slot = 0;
  const std::string* current = nullptr;
  for (const auto& one : all) {
    if (current != nullptr && *current != one.host) {
      ++host;
      slot = 0;
    }
    const std::size_t column = host / kRows;
    const double left = static_cast<double>(column) * block;
    const double top = 6 + static_cast<double>(host % kRows) * size;
    if (current == nullptr || *current != one.host) {
      const std::string shortened =
          one.host.size() > 14 ? "…" + one.host.substr(one.host.size() - 13) : one.host;
      names +=
          label({left + name_width - 6, top + 11}, Phrase::same(shortened), Anchor::kEnd, "tick");
    }
    current = &one.host;
    cells += cell(one, metric, {left + name_width + static_cast<double>(slot) * size, top}, size);
    ++slot;
  }
  Origin origin;
  origin.kind = kAcceptanceMeasured;
  const Phrase name = Phrase::same(name_of(facts, metric));
  const std::size_t columns = (hosts.size() + kRows - 1) / kRows;
  const double rows = static_cast<double>(std::min(hosts.size(), kRows));
  return element(
      "figure", {},
      element("figcaption", {}, said(fill(kMap, {name})) + Markup{". "} + said(kMapHow)) +
          svg_frame({id, fill(kMap, {name}), kMapHow, static_cast<double>(columns) * block,
                     rows * size + 12},
                    names + marks_of(origin, cells)));
}

// Of more devices than a page can hold cells for, the hosts that hold a flagged one.
std::vector<RackValue> to_map(const std::vector<RackValue>& all) {
  if (all.size() <= kAcceptanceMostDots) return all;
  std::set<std::string> flagged;
  for (const auto& one : all) {
    if (one.is_flagged && flagged.size() < kMostHosts) flagged.insert(one.host);
  }
  std::vector<RackValue> kept;
  for (const auto& one : all) {
    if (flagged.contains(one.host)) kept.push_back(one);
  }
  return kept;
}

bool is_of_racks(const std::vector<RackValue>& all) {
  if (all.size() < 4) return false;
  return std::ranges::any_of(all, [&](const auto& one) { return one.host != all.front().host; });
}

}  // namespace

Section acceptance_section(const AcceptanceFacts& facts) {
  Section section{"acceptance", kAcceptanceTitle, {}, {}, {}};
  const Document document = acceptance_document(facts.answer, facts.prior);
  const bool is_accepted = facts.answer.findings.empty() && !facts.answer.is_unjudged();
  for (std::size_t i = 0; i < document.lead.size(); ++i) {
    const Phrase words = known_phrase(document.lead[i]);
    section.body +=
        i == 0 && !is_accepted ? banner(words, Mood::kBad) : element("p", {}, said(words));
  }
  TableLook look;
  look.origin.kind = kAcceptanceMeasured;
  look.is_filterable = true;
  for (const auto& table : document.tables) {
    if (table.id == "findings") section.body += html_table(table, look);
  }
  std::size_t index = 0;
  for (const auto& metric : metrics_to_draw(facts.answer, kMostStrips)) {
    const auto all = values_of(facts.runs, metric, facts.answer.findings);
    if (all.empty()) continue;
    section.body += strip(facts, metric, all, "strip-" + std::to_string(index));
    if (index < kMostMaps && is_of_racks(all)) {
      const auto mapped = to_map(all);
      if (!mapped.empty()) {
        section.body += heat_map(facts, metric, mapped, "map-" + std::to_string(index));
      }
      if (mapped.size() < all.size()) {
        section.body += element("p", {{"class", "note"}}, said(kOnlyFlagged));
      }
    }
    ++index;
  }
  look.is_filterable = false;
  for (const auto& table : document.tables) {
    if (table.id != "findings") section.body += html_table(table, look);
  }
  return section;
}

}  // namespace fleetmark::report::html
