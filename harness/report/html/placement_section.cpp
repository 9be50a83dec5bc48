// SPDX-License-Identifier: Apache-2.0
// See placement_section.h.
#include "harness/report/html/placement_section.h"

#include <algorithm>

#include "harness/report/html/axis.h"
#include "harness/report/html/table.h"
#include "harness/report/html/words_views.h"
#include "harness/report/numbers.h"
#include "harness/report/task_view.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kPlacementTitle{"Placed among devices: {}", "在各设备中的位置：{}"};
constexpr Words kPlacementLead{
    "Filled: achieved, with its P10 to P90; outlined: peak. The rest of the outline is what "
    "software or the silicon's own limits leave unused.",
    "实心为实际达到（含 P10 至 P90），空心为峰值；二者之差为软件或硬件自身未能利用的部分。"};
constexpr Words kPlacementChart{"Achieved rate and peak of each device at {}",
                                "各设备在 {} 上的实际与峰值"};
constexpr Words kPlacementHow{"One bar per device, the fastest first.", "每设备一条，最快者在前。"};
constexpr Words kPlacementRate{"rate of one device", "单设备速率"};
constexpr Words kOriginUnknown{"estimate", "估计"};
constexpr Words kPlacementMeasured{"measured", "实测"};

constexpr double kPlacementRowHeight = 24;

Origin origin_of_rate(const model::RatePrediction& rate) {
  Origin origin;
  origin.kind = rate.evidence == model::Evidence::kA || rate.evidence == model::Evidence::kB
                    ? Phrase(kPlacementMeasured)
                    : Phrase(kOriginUnknown);
  origin.tier = std::string(model::letter_of(rate.evidence));
  origin.source = rate.origin;
  origin.note = std::string(model::evidence_row(rate.evidence).meaning);
  return origin;
}

Markup drawn_row(const model::PlacementEntry& entry, const std::string& unit, const Scale& x,
                 double top) {
  const model::RatePrediction& rate = *entry.rate;
  const double middle = top + kPlacementRowHeight / 2;
  const double height = kPlacementRowHeight - 10;
  const std::string style = entry.is_this_device ? "s2" : "s1";
  Markup drawn = label({x.from - 10, middle + 4}, Phrase::same(entry.id), Anchor::kEnd,
                       entry.is_this_device ? "strong" : "");
  Markup bars;
  if (rate.peak_per_s) {
    bars +=
        rectangle({x.from, top + 5}, x.at(*rate.peak_per_s) - x.from, height, style + " hollow");
  }
  bars += rectangle({x.from, top + 5}, x.at(rate.per_s) - x.from, height, style);
  bars += interval_along_x(x.at(rate.p10_per_s), x.at(rate.p90_per_s), middle, "ink");
  std::string value = si(rate.per_s, unit);
  if (rate.efficiency) value += ", " + percent(*rate.efficiency) + " of peak";
  const double end = std::max(x.at(rate.peak_per_s.value_or(0)), x.at(rate.p90_per_s));
  return drawn + mark({entry.id, value, origin_of_rate(rate)}, bars) +
         label({end + 8, middle + 4}, Phrase::same(si(rate.per_s, unit)), Anchor::kStart);
}

}  // namespace

Section placement_section(const TaskRows& task) {
  const Phrase name = known_phrase(task.unit.phrase);
  Section section{"place-" + task.unit.name, fill(kPlacementTitle, {name}), kPlacementLead, {}, {}};
  double high = 0;
  std::size_t rows = 0;
  TableLook look;
  look.has_caption = false;
  for (const auto& row : task.rows) {
    const auto& rate = row.placement.entry.rate;
    look.row_origins.push_back(rate ? origin_of_rate(*rate) : Origin{});
    if (!rate) continue;
    ++rows;
    high = std::max({high, rate->peak_per_s.value_or(0), rate->p90_per_s});
  }
  const PlotArea area{160, 640, 14, 14 + kPlacementRowHeight * static_cast<double>(rows)};
  const Scale x = linear_scale_from_zero(high, area.left, area.right);
  Markup drawn = x_axis(x, area, {kPlacementRate, task.bound_unit, 5});
  double top = area.top;
  for (const auto& row : task.rows) {
    if (!row.placement.entry.rate) continue;
    drawn += drawn_row(row.placement.entry, task.bound_unit, x, top);
    top += kPlacementRowHeight;
  }
  if (rows > 0) {
    section.body += element("figure", {},
                            svg_frame({section.id + "-chart", fill(kPlacementChart, {name}),
                                       kPlacementHow, 760, area.bottom + 42},
                                      drawn));
  }
  section.body += html_table(placement_table(task), look);
  return section;
}

}  // namespace fleetmark::report::html
