// SPDX-License-Identifier: Apache-2.0
// See what_if_panel.h.
#include "harness/report/html/what_if_panel.h"

#include <algorithm>

#include "harness/report/html/what_if_data.h"
#include "harness/report/html/words_views.h"
#include "harness/report/numbers.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kWhatIfUtilisation{"Utilisation", "利用率"};
constexpr Words kPue{"PUE", "PUE"};
constexpr Words kLife{"Life, months", "使用寿命（月）"};
constexpr Words kWhatIfPower{"Power price, {}/kWh", "电价，{}/kWh"};
constexpr Words kPowerDomestic{"Power price for domestic devices, {}/kWh", "国产设备电价，{}/kWh"};
constexpr Words kSoftwareOfAll{"Software of all, times now", "全体软件水平（现状的倍数）"};
constexpr Words kDevice{"device", "设备"};
constexpr Words kPrice{"purchase price, {}", "采购价，{}"};
constexpr Words kWhatIfSoftware{"software, times now", "软件水平（倍）"};
constexpr Words kWhatIfCost{"{} for {}", "{}（{}）"};
constexpr Words kInterval{"P10 .. P90", "P10 .. P90"};
constexpr Words kWhatIfCheapest{"cheapest in", "最低占比"};
constexpr Words kWhatIfChange{"change", "变化"};
constexpr Words kWhatIfBreakEven{"break-even price", "盈亏平衡价"};
constexpr Words kReset{"Back to the file's terms", "恢复文件条件"};
constexpr Words kWhatIfPriceOf{"Purchase price of {}", "{} 的采购价"};
constexpr Words kSoftwareOf{"Software of {}, times now", "{} 的软件水平（倍）"};
constexpr Words kNotes{
    "Costs follow the formula of the program at typical values; intervals come from {} of its {} "
    "draws, scaled so that they begin where all of them put them. What is stated varies no more. A "
    "stated price is that of the bare device in {}: host, network and duty are added to it. "
    "Software scales the speed at the operating point that was chosen, as --set throughput_scale= "
    "does; the point is not searched anew.",
    "成本在典型值处按与程序相同的公式计算；区间取自其 {}/{} 次抽样，并校准到全部抽样的起点。"
    "给定的值不再变动。给定采购价指裸设备（{}"
    "）：主机、网络与关税另加。软件水平在已选运行点上缩放速率，"
    "同 --set throughput_scale=；不重新搜索运行点。"};
constexpr Words kTieHeading{"Tie: an import that comes with domestic devices",
                            "搭售：进口设备须搭配国产设备"};
constexpr Words kImport{"imported", "进口"};
constexpr Words kDomestic{"domestic", "国产"};
constexpr Words kWhatIfRatio{"domestic devices for each imported one", "每台进口搭配国产台数"};
constexpr Words kTieNote{
    "Prices the bundle as it stands; it does not plan the fleet again, which 'fleetmark plan' "
    "does.",
    "仅为该组合计价，不重新规划机群；重新规划请用 fleetmark plan。"};
constexpr Words kTieAnswer{"A task of the bundle costs", "该组合每任务成本"};

constexpr std::size_t kDraws = 256;

struct Slider {
  std::string key;
  Phrase name;
  double now = 0, min = 0, max = 0, step = 0;
};

std::string plain_number(double value) {
  std::string text = exact(value);
  std::erase(text, ',');  // a field takes no separators
  return text;
}

// What a field begins with: it is taken as stated only once it is changed, so digits that nobody
// reads are left out.
std::string price_number(double value) {
  std::string text = plain(value, 5);
  std::erase(text, ',');
  return text;
}

Markup field_of(const Slider& slider, const std::string& key) {
  const std::string id = "w-" + slider.key + key;
  const auto input = [&](const std::string& type, const std::string& of) {
    Attributes attributes{{"type", type},
                          {"id", of},
                          {"data-key", slider.key},
                          {"data-start", plain_number(slider.now)},
                          {"min", plain_number(slider.min)},
                          {"max", plain_number(slider.max)},
                          {"step", type == "number" ? "any" : plain_number(slider.step)},
                          {"value", plain_number(slider.now)}};
    if (type == "range") {
      for (auto& one : said_as("aria-label", slider.name)) attributes.push_back(std::move(one));
    }
    return void_element("input", attributes);
  };
  return element("div", {{"class", "slider"}},
                 element("label", {{"for", id}}, said(slider.name)) +
                     input("range", id + "-range") + input("number", id));
}

const cost::CostModel* any_model(const TaskRow& row) {
  if (row.what_if.as_is) return &*row.what_if.as_is;
  return row.what_if.at_stated_price ? &*row.what_if.at_stated_price : nullptr;
}

// Those that move all devices, where any device has them.
std::vector<Slider> shared_sliders(const TaskRows& task) {
  std::vector<Slider> sliders;
  for (const auto& row : task.rows) {
    const cost::CostModel* model = any_model(row);
    if (model == nullptr) continue;
    const cost::CostTerms& terms = model->terms;
    const bool is_owned = terms.tenure == cost::Tenure::kOwned;
    const auto add = [&](const std::string& key, Phrase name, double now, double min, double max,
                         double step) {
      if (std::ranges::find(sliders, key, &Slider::key) != sliders.end()) return;
      sliders.push_back({key, std::move(name), now, min, max, step});
    };
    if (model->has_operations)
      add("utilisation", kWhatIfUtilisation, terms.utilisation, 0.05, 1, 0.01);
    if (is_owned) {
      const bool is_general = row.what_if.power_price_key == "power_price";
      add(row.what_if.power_price_key,
          fill(is_general ? kWhatIfPower : kPowerDomestic, {Phrase::same(task.currency)}),
          terms.power_price, 0, 5 * terms.power_price, terms.power_price / 50);
      add("pue", kPue, terms.pue, 1, 2.5, 0.01);
    }
    add("life_months", kLife, terms.life_months, 12, 120, 1);
  }
  if (!sliders.empty()) sliders.push_back({"throughput_scale", kSoftwareOfAll, 1, 0.1, 5, 0.01});
  return sliders;
}

Markup cell_field(const std::string& of, const std::string& now, const Phrase& name,
                  const std::string& placeholder, const std::string& key) {
  Attributes attributes{
      {"type", "number"}, {"id", "w-" + of + key}, {"data-key", of}, {"data-start", now},
      {"min", "0"},       {"step", "any"},         {"value", now},   {"placeholder", placeholder}};
  for (auto& one : said_as("aria-label", name)) attributes.push_back(std::move(one));
  return void_element("input", attributes);
}

Markup row_of(const TaskRow& row, const std::string& key) {
  const std::string& id = row.placement.entry.id;
  const cost::WhatIf& what_if = row.what_if;
  const bool is_owned = any_model(row)->terms.tenure == cost::Tenure::kOwned;
  const std::string price = what_if.as_is ? price_number(what_if.as_is->terms.price()) : "";
  Markup cells = element("th", {{"scope", "row"}}, text(id));
  cells += element("td", {},
                   is_owned && what_if.at_stated_price
                       ? cell_field("purchase_price." + id, price,
                                    fill(kWhatIfPriceOf, {Phrase::same(id)}), "?", key)
                       : Markup{});
  cells += element(
      "td", {},
      cell_field("throughput_scale." + id, "1", fill(kSoftwareOf, {Phrase::same(id)}), "", key));
  cells += element("td", {{"class", "bar"}});
  for (const char* name : {"cost", "interval", "cheapest", "change", "break-even"}) {
    cells += element("td", {{"class", "num " + std::string(name)}});
  }
  return element("tr", {{"data-id", id}}, cells);
}

Markup table_of(const TaskRows& task, const std::string& key) {
  Markup head;
  const auto add = [&](const Phrase& words, const char* style) {
    head += element("th", {{"scope", "col"}, {"class", style}}, said(words));
  };
  add(kDevice, "");
  add(fill(kPrice, {Phrase::same(task.currency)}), "");
  add(kWhatIfSoftware, "");
  head += element(
      "th", {{"scope", "col"}, {"colspan", "2"}},
      said(fill(kWhatIfCost, {Phrase::same(task.currency), known_phrase(task.unit.phrase)})));
  add(kInterval, "num");
  add(kWhatIfCheapest, "num");
  add(kWhatIfChange, "num");
  add(kWhatIfBreakEven, "num");
  // Cheapest first, then those whose price is to be stated.
  Markup rows;
  for (const auto& device : priced_devices(task)) rows += row_of(*device.row, key);
  for (const auto* row : unpriced_rows(task)) {
    if (any_model(*row) != nullptr) rows += row_of(*row, key);
  }
  return element(
      "div", {{"class", "scroll"}},
      element("table", {{"id", "what-if-table" + key}, {"class", "what-if-table"}},
              element("thead", {}, element("tr", {}, head)) + element("tbody", {}, rows)));
}

Markup options_of(const TaskRows& task, bool domestic, const std::string& chosen) {
  Markup options;
  for (const auto& row : task.rows) {
    const bool is_domestic = row.placement.entry.tier == model::Tier::kDomestic;
    if (any_model(row) == nullptr || is_domestic != domestic) continue;
    const std::string& id = row.placement.entry.id;
    Attributes attributes{{"value", id}};
    if (id == chosen) attributes.push_back(flag("selected"));
    options += element("option", attributes, text(id));
  }
  return options;
}

Markup tie_of(const TaskRows& task, const std::string& key) {
  const Markup imported = options_of(task, false, task.reference);
  const Markup domestic = options_of(task, true, {});
  if (imported.is_empty() || domestic.is_empty() || !compares_allocation(task)) return {};
  const auto choice = [&](const std::string& id, const Words& words, const Markup& options) {
    return element(
        "label", {},
        said(words) + text(" ") + element("select", {{"id", id + key}, {"class", id}}, options));
  };
  return element("h3", {}, said(kTieHeading)) +
         element("div", {{"class", "tie"}},
                 choice("tie-imported", kImport, imported) +
                     choice("tie-domestic", kDomestic, domestic) +
                     field_of({"tie", kWhatIfRatio, 1, 0, 5, 0.1}, key)) +
         element("p", {},
                 said(kTieAnswer) + text(" ") +
                     element("strong", {{"id", "tie-answer" + key}, {"class", "tie-answer"}})) +
         element("p", {{"class", "note"}}, said(kTieNote));
}

}  // namespace

Markup what_if_panel(const TaskRows& task, const std::string& key) {
  Markup fields;
  for (const auto& slider : shared_sliders(task)) fields += field_of(slider, key);
  const std::size_t draws = task.simulation ? std::min(kDraws, task.draws.samples) : 0;
  const auto count = [](std::size_t n) { return Phrase::same(exact(static_cast<double>(n))); };
  const Markup notes = element(
      "p", {{"class", "note"}},
      said(fill(kNotes, {count(draws), count(task.draws.samples), Phrase::same(task.currency)})));
  return element("div",
                 {{"id", "what-if-panel" + key},
                  {"class", "what-if-panel"},
                  {"data-of", "what-if-data" + key},
                  flag("hidden")},
                 element("div", {{"class", "sliders"}}, fields) +
                     element("button",
                             {{"type", "button"},
                              {"id", "what-if-reset" + key},
                              {"class", "what-if-reset"}},
                             said(kReset)) +
                     table_of(task, key) + notes + tie_of(task, key)) +
         json_block("what-if-data" + key, what_if_json(task, draws));
}

}  // namespace fleetmark::report::html
