// SPDX-License-Identifier: Apache-2.0
// See cost_section.h.
#include "harness/report/html/cost_section.h"

#include "harness/record/joined.h"
#include "harness/report/break_even_view.h"
#include "harness/report/cost_view.h"
#include "harness/report/doubt_view.h"
#include "harness/report/goodput_view.h"
#include "harness/report/html/break_even_chart.h"
#include "harness/report/html/cost_bars.h"
#include "harness/report/html/frontier_chart.h"
#include "harness/report/html/table.h"
#include "harness/report/html/tornado_chart.h"
#include "harness/report/html/what_if_data.h"
#include "harness/report/html/what_if_panel.h"
#include "harness/report/html/words_views.h"
#include "harness/report/numbers.h"
#include "harness/report/task_view.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kCost{"Cost: {}{}", "成本：{}{}"};
constexpr Words kCostLead{
    "{}, with the hours that nobody uses; a click on a number tells its price, power and speed.",
    "{}，含无人使用的时间；点击数字可见其价格、功率与速率来源。"};
constexpr Words kCostLeadBusy{"{}, as if busy all the time: not all devices' utilisation is known.",
                              "{}，按满负荷计：并非所有设备的利用率已知。"};
constexpr Words kCostUnpriced{"{}: no price or figure ({}); costs what {} does at {}",
                              "{}：缺价格或数据（{}）；与 {} 成本相同的采购价为 {}"};
constexpr Words kUnpricedBare{"{}: cost UNKNOWN ({})", "{}：成本未知（{}）"};
constexpr Words kCostDetails{"All costs with their origins", "全部成本及来源"};
constexpr Words kHour{"What a device-hour consists of", "每设备小时成本构成"};
constexpr Words kFrontier{"Cost against speed", "成本与速度"};
constexpr Words kWhatIf{"What if{}", "假设分析{}"};
constexpr Words kWhatIfLead{
    "Move a price, the power, the utilisation, the life or the software, and see costs, intervals "
    "and break-even prices change. What several tasks have in common moves for all of them. The "
    "charts elsewhere stay on the terms of the file.",
    "移动价格、电价、利用率、寿命或软件水平，即见成本、区间与盈亏平衡价变化。多个任务共有的变量一同"
    "移动。"
    "其他图表仍按文件条件。"};
constexpr Words kNoScript{
    "This part needs the page's script. The costs on the file's terms stand above; on other terms: "
    "fleetmark cost --set key=value.",
    "此部分需要页面脚本。文件条件下的成本见上；其他条件可用 fleetmark cost --set key=value。"};
constexpr Words kCostDoubt{"What the doubt comes from{}", "不确定性来自何处{}"};
constexpr Words kDoubtLead{"What moves the cost of the cheapest device and of the reference most.",
                           "对最便宜设备与参考设备成本影响最大的因素。"};
constexpr Words kDoubtTables{"How sure each cost is, and each order of two devices",
                             "各成本及两两比较的把握"};
constexpr Words kCostBreakEven{"Break-even{}", "盈亏平衡{}"};
constexpr Words kBreakEvenLead{
    "How costs run with one thing that may change, and where they cross.",
    "成本随单个可变因素的走势，以及相交之处。"};
constexpr Words kLevers{"Every break-even in figures", "全部盈亏平衡点"};

// " (llama-3.1-8b)": several tasks may be measured in one unit, and headings must differ.
Phrase heading_of(const TaskPlace& place) {
  return Phrase::same(place.name.empty() ? "" : " (" + place.name + ")");
}

std::vector<Phrase> missing_of(const TaskRows& task) {
  std::vector<Phrase> lines;
  for (const auto* row : unpriced_rows(task)) {
    const Phrase id = Phrase::same(row->placement.entry.id);
    const Phrase why = known_phrase(joined(row->cost.missing(), "; "));
    lines.push_back(row->break_even ? fill(kCostUnpriced, {id, why, Phrase::same(task.reference),
                                                           known_phrase(row->break_even->text)})
                                    : fill(kUnpricedBare, {id, why}));
  }
  for (const auto& line : how_to_supply(task)) lines.push_back(known_phrase(line));
  return lines;
}

// The origins of the rows of a table whose first column is the device.
TableLook look_of(const Table& table, const std::vector<PricedDevice>& devices) {
  TableLook look;
  for (const auto& row : table.rows) {
    Origin origin;
    for (const auto& device : devices) {
      if (!row.empty() && device.id() == row.front().text) origin = device.origin;
    }
    look.row_origins.push_back(std::move(origin));
  }
  return look;
}

// `key` keeps the tables of several tasks apart.
Markup with_origins(Table table, const std::vector<PricedDevice>& devices, const std::string& key) {
  if (table.rows.empty()) return {};
  table.id += key;
  return html_table(table, look_of(table, devices));
}

Section cost_of(const TaskRows& task, const std::vector<PricedDevice>& devices,
                const std::string& terms, const TaskPlace& place) {
  const std::string& key = place.key;
  Section section{.id = "cost" + key,
                  .title = fill(kCost, {known_phrase(task.unit.phrase), heading_of(place)})};
  section.lead = fill(compares_allocation(task) ? kCostLead : kCostLeadBusy, {known_phrase(terms)});
  if (!devices.empty()) {
    section.body = cost_bars(devices, task, "cost-bars" + key);
    section.body +=
        element("h3", {}, said(kFrontier)) + frontier_chart(devices, task, "frontier" + key);
  }
  // What the costs rest on: a job's time lost to failures, and what such a job comes to.
  if (task.goodput) section.body += with_origins(goodput_table(*task.goodput), {}, key);
  section.body += with_origins(training_run_table(task), devices, key);
  section.body +=
      folded(kCostDetails, with_origins(cost_table(task), devices, key) +
                               with_origins(operating_point_of_devices(task), devices, key) +
                               with_origins(split_table(task), devices, key));
  // A column for each device.
  const Markup hour = with_origins(ownership_table(task), {}, key);
  if (!hour.is_empty()) section.body += folded(kHour, hour);
  section.missing = missing_of(task);
  return section;
}

Section what_if_of(const TaskRows& task, const TaskPlace& place) {
  Section section{.id = "what-if" + place.key,
                  .title = fill(kWhatIf, {heading_of(place)}),
                  .lead = kWhatIfLead};
  section.body =
      what_if_panel(task, place.key) + element("noscript", {}, element("p", {}, said(kNoScript)));
  return section;
}

Section doubt_of(const TaskRows& task, const std::vector<PricedDevice>& devices,
                 const TaskPlace& place) {
  const std::string& key = place.key;
  Section section{
      .id = "doubt" + key, .title = fill(kCostDoubt, {heading_of(place)}), .lead = kDoubtLead};
  section.body = tornado_chart(devices.front(), task, "tornado" + key + "-1");
  for (std::size_t i = 1; i < devices.size(); ++i) {
    if (!devices[i].row->placement.is_reference) continue;
    section.body += tornado_chart(devices[i], task, "tornado" + key + "-2");
  }
  section.body += folded(kDoubtTables, with_origins(doubt_table(task), devices, key) +
                                           with_origins(cheaper_table(task), devices, key));
  return section;
}

Section break_even_of(const TaskRows& task, const std::vector<PricedDevice>& devices,
                      const TaskPlace& place) {
  const std::string& key = place.key;
  Section section{.id = "break-even" + key,
                  .title = fill(kCostBreakEven, {heading_of(place)}),
                  .lead = kBreakEvenLead};
  section.body = break_even_charts(devices, task, "break-even-chart" + key);
  section.body += folded(kLevers, with_origins(lever_table(task), devices, key) +
                                      with_origins(crossover_table(task), devices, key) +
                                      with_origins(tie_table(task), devices, key));
  return section;
}

}  // namespace

std::vector<Section> cost_sections(const TaskRows& task, const std::string& terms,
                                   const TaskPlace& place) {
  const auto devices = priced_devices(task);
  std::vector<Section> sections{cost_of(task, devices, terms, place)};
  if (has_what_if(task)) sections.push_back(what_if_of(task, place));
  if (devices.empty()) return sections;
  sections.push_back(doubt_of(task, devices, place));
  sections.push_back(break_even_of(task, devices, place));
  return sections;
}

}  // namespace fleetmark::report::html
