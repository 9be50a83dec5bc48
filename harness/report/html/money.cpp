// SPDX-License-Identifier: Apache-2.0
// See money.h.
#include "harness/report/html/money.h"

#include <algorithm>
#include <iterator>

#include "harness/record/joined.h"
#include "harness/report/numbers.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kEstimate{"estimate from priced inputs", "由有来源的输入估算"};
constexpr Words kFromRun{"estimate, at the rate measured here", "按本机实测速率估算"};

struct InputWords {
  std::string_view key;
  Words words;
};
constexpr InputWords kInputs[] = {
    {"purchase_price", {"purchase price", "采购价"}},
    {"rental_price", {"rent", "租价"}},
    {"rate", {"speed on this task", "本任务速率"}},
    {"porting", {"porting effort", "移植工作量"}},
    {"cost_of_capital_per_year", {"cost of capital", "资金成本"}},
    {"life_months", {"life", "使用寿命"}},
    {"residual_share", {"residual value", "残值"}},
    {"host_and_network_price", {"price of host and network", "主机与网络价格"}},
    {"storage_price", {"price of storage", "存储价格"}},
    {"freight_share", {"freight", "运费"}},
    {"install_share", {"installation", "安装"}},
    {"spares_share", {"spares", "备件"}},
    {"prepayment_share", {"prepayment", "预付款"}},
    {"prepayment_share_domestic_devices", {"prepayment, domestic", "国产设备预付款"}},
    {"lead_months", {"months until delivery", "交货月数"}},
    {"prepayment_recovery_share", {"prepayment got back", "预付款可追回比例"}},
    {"blocked_delivery_probability", {"risk of a blocked delivery", "交付受阻概率"}},
    {"import_duty_share", {"import duty", "进口关税"}},
    {"vat_share", {"VAT", "增值税"}},
    {"vat_recoverable_share", {"VAT recovered", "可抵扣增值税"}},
    {"host_and_network_w_per_device", {"power of host and network", "主机与网络功率"}},
    {"colocation_price", {"colocation price", "机房托管价"}},
    {"owned_facility_price", {"price of the hall", "自建机房造价"}},
    {"owned_facility_life_months", {"life of the hall", "自建机房寿命"}},
    {"owned_facility_opex_share_per_year", {"running the hall", "自建机房运营"}},
    {"power_price", {"power price", "电价"}},
    {"power_price_domestic_devices", {"power price, domestic", "国产设备电价"}},
    {"pue", {"PUE", "PUE"}},
    {"draw_share_of_provisioned", {"power drawn of provisioned", "实际功耗占比"}},
    {"idle_share_of_draw", {"idle power", "空闲功耗"}},
    {"maintenance_share_per_year", {"maintenance", "维护"}},
    {"insurance_share_per_year", {"insurance", "保险"}},
    {"software_licence_price", {"software licences", "软件许可"}},
    {"engineer_price", {"price of an engineer", "工程师价格"}},
    {"devices_per_engineer", {"devices per engineer", "人均管理设备数"}},
    {"fleet_devices", {"devices in the fleet", "机群设备数"}},
    {"porting_engineers", {"engineers who port", "移植工程师数"}},
    {"compliance_fixed_price", {"compliance, once", "合规一次性费用"}},
    {"compliance_price_per_device", {"compliance, per device", "每台合规费用"}},
    {"availability", {"availability", "可用率"}},
    {"goodput", {"goodput", "有效产出率"}},
    {"accelerator_mtbf_h", {"time between failures", "平均无故障时间"}},
    {"checkpoint_s", {"time of a checkpoint", "检查点耗时"}},
    {"restart_s", {"time of a restart", "重启耗时"}},
    {"checkpoint_interval_s", {"checkpoint interval", "检查点间隔"}},
    {"utilisation", {"utilisation", "利用率"}},
};

std::optional<double> share_cheapest(const TaskRows& task, const std::string& id) {
  if (!task.simulation) return std::nullopt;
  const auto& costs = task.simulation->costs;
  const auto found = std::ranges::find(costs, id, &cost::SimulatedCost::id);
  if (found == costs.end()) return std::nullopt;
  return task.simulation->cheapest[static_cast<std::size_t>(found - costs.begin())];
}

Origin origin_of_cost(const TaskRow& row, const cost::CostInterval& cost,
                      const std::string& currency) {
  Origin origin;
  origin.kind = row.placement.entry.is_this_device ? kFromRun : kEstimate;
  if (row.placement.entry.rate) {
    origin.tier = std::string(model::letter_of(row.placement.entry.rate->evidence));
  }
  origin.source = row.cost->origin;
  origin.date = row.cost->price_date;
  origin.note = interval_text(cost, currency);
  if (!row.cost->notes.empty()) origin.note += "; " + joined(row.cost->notes, "; ");
  return origin;
}

}  // namespace

bool compares_allocation(const TaskRows& task) {
  return !task.simulation || task.simulation->compares_allocation;
}

std::vector<PricedDevice> priced_devices(const TaskRows& task) {
  std::vector<PricedDevice> devices;
  for (const auto& row : task.rows) {
    if (!row.cost) continue;
    PricedDevice device;
    device.row = &row;
    const bool has_allocation = compares_allocation(task) && row.cost->allocation;
    device.cost = has_allocation ? *row.cost->allocation : row.cost->usage;
    device.cheapest = share_cheapest(task, row.placement.entry.id);
    device.is_lower_bound = !row.cost->model.left_out.empty();
    device.origin = origin_of_cost(row, device.cost, task.currency);
    devices.push_back(std::move(device));
  }
  std::ranges::stable_sort(devices, {}, [](const PricedDevice& d) { return d.cost.typical; });
  return devices;
}

std::vector<const TaskRow*> unpriced_rows(const TaskRows& task) {
  std::vector<const TaskRow*> rows;
  for (const auto& row : task.rows) {
    if (!row.cost) rows.push_back(&row);
  }
  return rows;
}

std::string cost_text(const PricedDevice& device, const std::string& currency) {
  return (device.is_lower_bound ? ">= " : "") + money(device.cost.typical, currency);
}

std::string interval_text(const cost::CostInterval& cost, const std::string& currency) {
  return "P10 " + plain(cost.p10) + ", P90 " + money(cost.p90, currency);
}

Phrase input_phrase(const std::string& key) {
  constexpr std::string_view kOfFile = "inputs.";
  const std::string name = key.starts_with(kOfFile) ? key.substr(kOfFile.size()) : key;
  if (name.starts_with("fx.")) {
    constexpr Words kExchange{"exchange rate of {}", "{} 汇率"};
    return fill(kExchange, {Phrase::same(name.substr(3))});
  }
  const auto* found = std::ranges::find(kInputs, name, &InputWords::key);
  return found == std::end(kInputs) ? Phrase::same(name) : Phrase(found->words);
}

}  // namespace fleetmark::report::html
