// SPDX-License-Identifier: Apache-2.0
// See device_inputs.h.
#include "harness/cost/device_inputs.h"

#include <algorithm>
#include <array>

namespace fleetmark::cost {
namespace {

using model::Known;
using model::Lease;
using model::Price;
using model::Unknown;

struct ScopeRow {
  std::string_view name;
  double devices;
  bool is_server;
};

// In order of preference.
constexpr std::array<ScopeRow, 4> kScopes{
    {{"card", 1, false}, {"chip", 1, false}, {"module_8", 8, false}, {"server_8", 8, true}}};

const ScopeRow* scope_row(const std::string& name) {
  for (const auto& row : kScopes) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

bool contains(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

const Price* choose_price(const std::vector<Price>& prices, const Economics& economics) {
  const auto is_better = [&](const Price& a, const Price& b) {
    const int order = compare_quotes(Quote(a), Quote(b), economics);
    if (order != 0) return order < 0;
    const auto* a_scope = scope_row(a.scope);
    const auto* b_scope = scope_row(b.scope);
    return a_scope != b_scope ? a_scope < b_scope : a.date > b.date;  // scopes of one array
  };
  const Price* best = nullptr;
  for (const auto& price : prices) {
    if (!Quote(price).has_figure() || scope_row(price.scope) == nullptr) continue;
    if (best == nullptr || is_better(price, *best)) best = &price;
  }
  return best;
}

const Lease* choose_lease(const std::vector<Lease>& leases, const Economics& economics) {
  const Lease* best = nullptr;
  for (const auto& lease : leases) {
    if (!Quote(lease).has_figure()) continue;
    const int order = best == nullptr ? -1 : compare_quotes(Quote(lease), Quote(*best), economics);
    if (order < 0 || (order == 0 && lease.date > best->date)) best = &lease;
  }
  return best;
}

std::string source_text(const Quote& quote) {
  const model::Figure& figure = quote.figure();
  return (quote.date->empty() ? "" : ", " + *quote.date) + " (" +
         std::string(model::name_of(figure.kind)) + ", " + figure.source + ")";
}

std::string origin_of(const Price& price) {
  std::string text = amount_text(Quote(price)) + " per " + price.scope;
  if (!price.condition.empty()) text += ", " + price.condition;
  return text + source_text(Quote(price));
}

void note_conversion(const std::string& currency, const Economics& economics,
                     std::vector<std::string>& notes) {
  if (currency == economics.currency) return;
  notes.push_back("converted from " + currency + " at " + rate_text(currency, economics));
}

void note_scope(const Price& price, const ScopeRow& scope, std::vector<std::string>& notes) {
  if (scope.devices > 1) notes.push_back("price of eight devices divided by 8");
  const bool has_host = contains(price.includes, "host");
  if (!scope.is_server && has_host != contains(price.includes, "network")) {
    notes.push_back(has_host ? "the price includes the host and not the network, which is not added"
                             : "the price includes the network, and the host share is added to it");
  }
  if (contains(price.includes, "duty")) {
    notes.push_back("the price includes duty, which is not added");
  }
}

Range scaled(Range range, double factor) {
  range.typical *= factor;
  if (range.low) *range.low *= factor;
  if (range.high) *range.high *= factor;
  return range;
}

Known<PowerFigure> provisioned_power(const model::DeviceProfile& profile) {
  const bool is_all_in = profile.all_in_power.has_value();
  const auto& figure = is_all_in ? profile.all_in_power : profile.tdp;
  if (!figure) return Unknown{{"tdp of " + profile.id}};
  return PowerFigure{.w = figure->value,
                     .is_all_in = is_all_in,
                     .origin = (is_all_in ? "all-in power " : "TDP ") + figure->as_written + " (" +
                               std::string(model::name_of(figure->kind)) + ", " + figure->source +
                               ")"};
}

void apply(const DeviceOverrides& overrides, DeviceInputs& device, const Economics& economics) {
  if (overrides.purchase_price) {
    device.price = PurchasePrice{.amount = *overrides.purchase_price,
                                 .currency = economics.currency,
                                 .date = {},
                                 .origin = std::string("price ") + kStatedByUser,
                                 .notes = {}};
  }
  if (overrides.rental_price) {
    device.rental = RentalPrice{
        *overrides.rental_price, economics.currency, {}, std::string("rent ") + kStatedByUser};
  }
  if (overrides.power_w) {
    device.power = PowerFigure{.w = overrides.power_w->typical,
                               .is_all_in = false,
                               .origin = std::string("power ") + kStatedByUser};
  }
  if (overrides.porting_person_months) {
    device.porting = PortingEffort{*overrides.porting_person_months, kStatedByUser};
  }
  device.throughput_scale = overrides.throughput_scale;
}

}  // namespace

std::string_view name_of(PortingTask task) {
  constexpr std::array<std::string_view, 5> kNames{"PyTorch model without custom kernels",
                                                   "standard LLM training", "custom kernels",
                                                   "production inference", "nothing"};
  return kNames[static_cast<std::size_t>(task)];
}

Known<PurchasePrice> purchase_price(const model::DeviceProfile& profile,
                                    const Economics& economics) {
  const Price* price = choose_price(profile.prices, economics);
  if (price == nullptr) return Unknown{{"prices[].typical of " + profile.id}};
  const ScopeRow& scope = *scope_row(price->scope);
  const Known<double> converted = file_currency(1.0, price->currency, economics);
  if (!converted) return Unknown{converted.missing()};
  double factor = *converted / scope.devices;
  PurchasePrice result;
  if (contains(price->includes, "vat")) {
    if (!economics.vat_share) return Unknown{{missing_key("vat_share", economics)}};
    factor /= 1 + economics.vat_share->figure.value;
    result.notes.push_back("VAT of " + economics.vat_share->figure.as_written +
                           ", which the price includes, is taken out");
  }
  result.currency = price->currency;
  result.date = price->date;
  result.amount = scaled(range_of(Quote(*price), result.notes), factor);
  result.includes_host_and_network = scope.is_server || contains(price->includes, "host");
  result.includes_duty = contains(price->includes, "duty");
  result.origin = origin_of(*price);
  note_scope(*price, scope, result.notes);
  note_conversion(price->currency, economics, result.notes);
  return result;
}

Known<RentalPrice> rental_price(const model::DeviceProfile& profile, const Economics& economics) {
  const Lease* lease = choose_lease(profile.leases, economics);
  if (lease == nullptr) return Unknown{{"leases[].typical of " + profile.id}};
  const Known<double> factor = file_currency(1.0, lease->currency, economics);
  if (!factor) return Unknown{factor.missing()};
  std::vector<std::string> notes;
  RentalPrice rent;
  rent.amount = scaled(range_of(Quote(*lease), notes), *factor);
  rent.currency = lease->currency;
  rent.date = lease->date;
  rent.origin = "rent " + amount_text(Quote(*lease)) + source_text(Quote(*lease));
  note_conversion(lease->currency, economics, notes);
  for (const auto& note : notes) rent.origin += "; " + note;
  return rent;
}

Known<PortingEffort> porting_effort(const model::DeviceProfile& profile, PortingTask task) {
  if (task == PortingTask::kNothing) return PortingEffort{};
  if (profile.software.cuda_closeness == "native") {
    return PortingEffort{{}, "runs what the reference runs"};
  }
  for (const auto& row : profile.software.porting) {
    if (row.task != name_of(task)) continue;
    return PortingEffort{{(row.low.value + row.high.value) / 2, row.low.value, row.high.value},
                         row.low.as_written + " to " + row.high.as_written + " for " + row.task +
                             " (" + std::string(model::name_of(row.low.kind)) + ", " +
                             row.low.source + ")"};
  }
  return Unknown{{"software.porting of " + profile.id}};
}

DeviceInputs device_inputs(const model::DeviceProfile& profile, const Economics& economics,
                           PortingTask porting, const DeviceOverrides& overrides) {
  DeviceInputs device{
      .id = profile.id,
      .price = purchase_price(profile, economics),
      .rental = rental_price(profile, economics),
      .power = provisioned_power(profile),
      .porting = porting_effort(profile, porting),
      .is_its_own_host = false,
      .is_domestic = profile.tier == model::Tier::kDomestic && economics.region.starts_with("CN")};
  apply(overrides, device, economics);
  return device;
}

DeviceInputs inputs_without_profile(const std::string& id, bool is_its_own_host,
                                    const Economics& economics, const DeviceOverrides& overrides) {
  DeviceInputs device{.id = id,
                      .price = Unknown{{"purchase price of " + id}},
                      .rental = Unknown{{"rental price of " + id}},
                      .power = Unknown{{"provisioned power of " + id}},
                      .is_its_own_host = is_its_own_host,
                      .is_domestic = false};
  apply(overrides, device, economics);
  return device;
}

}  // namespace fleetmark::cost
