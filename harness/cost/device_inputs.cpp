// SPDX-License-Identifier: Apache-2.0
// See device_inputs.h.
#include "harness/cost/device_inputs.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace fleetmark::cost {
namespace {

using model::Known;
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

bool has_range(const Price& price) { return price.low.has_value() && price.high.has_value(); }

bool has_figure(const Price& price) { return price.typical.has_value() || has_range(price); }

bool contains(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// 1 for USD itself; null where the file holds no rate.
struct UsdRate {
  double units_per_usd = 1;
  const FxRate* row = nullptr;  // of USD: none is needed
};
std::optional<UsdRate> usd_rate(const std::string& currency, const Economics& economics) {
  if (currency == "USD") return UsdRate{};
  for (const auto& row : economics.fx) {
    if (row.currency == currency) return UsdRate{row.units_per_usd.figure.value, &row};
  }
  return std::nullopt;
}

// "7.0197 CNY/USD of 2026-01-08 (cfets)", both legs of a cross rate; empty where nothing is
// converted.
std::string rate_text(const std::string& currency, const Economics& economics) {
  std::string text;
  if (currency == economics.currency) return text;
  for (const auto& code : {currency, economics.currency}) {
    const auto rate = usd_rate(code, economics);
    if (!rate || rate->row == nullptr) continue;
    const model::Figure& figure = rate->row->units_per_usd.figure;
    text += (text.empty() ? "" : " and ") + figure.as_written + " of " + figure.date + " (" +
            figure.source + ")";
  }
  return text;
}

// A quote of the market that the file describes: "CN" for a file of "CN" or "CN-west".
bool is_of_region(const Price& price, const Economics& economics) {
  return !price.region.empty() &&
         (economics.region == price.region || economics.region.starts_with(price.region + "-"));
}

// True when `a` is to be used rather than `b`.
bool is_better(const Price& a, const Price& b, const Economics& economics) {
  const bool a_converts = file_currency(1, a.currency, economics).has_value();
  const bool b_converts = file_currency(1, b.currency, economics).has_value();
  if (a_converts != b_converts) return a_converts;
  const bool a_local = is_of_region(a, economics);
  if (a_local != is_of_region(b, economics)) return a_local;
  const bool a_full = has_range(a) && a.typical;
  const bool b_full = has_range(b) && b.typical;
  if (a_full != b_full) return a_full;
  const bool a_native = a.currency == economics.currency;
  const bool b_native = b.currency == economics.currency;
  if (a_native != b_native) return a_native;
  const auto* a_scope = scope_row(a.scope);
  const auto* b_scope = scope_row(b.scope);
  if (a_scope != b_scope) return a_scope < b_scope;  // rows of one array, best first
  return a.date > b.date;
}

const Price* choose_price(const std::vector<Price>& prices, const Economics& economics) {
  const Price* best = nullptr;
  for (const auto& price : prices) {
    if (!has_figure(price) || scope_row(price.scope) == nullptr) continue;
    if (best == nullptr || is_better(price, *best, economics)) best = &price;
  }
  return best;
}

double typical_of(const Price& price) {
  return price.typical ? price.typical->value : std::sqrt(price.low->value * price.high->value);
}

std::string origin_of(const Price& price) {
  const model::Figure& figure = price.typical ? *price.typical : *price.low;
  std::string text =
      price.typical ? figure.as_written : price.low->as_written + " to " + price.high->as_written;
  text += " per " + price.scope;
  if (!price.condition.empty()) text += ", " + price.condition;
  if (!price.date.empty()) text += ", " + price.date;
  return text + " (" + std::string(model::name_of(figure.kind)) + ", " + figure.source + ")";
}

std::vector<std::string> notes_of(const Price& price, const ScopeRow& scope,
                                  const Economics& economics) {
  std::vector<std::string> notes;
  if (!price.typical) {
    notes.push_back("no typical price is quoted: the geometric mean of low and high is used");
  }
  if (!has_range(price)) {
    notes.push_back("no price range is known: the cost interval does not cover the price");
  }
  if (scope.devices > 1) notes.push_back("price of eight devices divided by 8");
  if (price.currency != economics.currency) {
    notes.push_back("converted from " + price.currency + " at " +
                    rate_text(price.currency, economics));
  }
  for (const char* part : {"vat", "duty"}) {
    if (contains(price.includes, part)) {
      notes.push_back("the price includes " + std::string(part) + "; others may not");
    }
  }
  const bool has_host = contains(price.includes, "host");
  if (!scope.is_server && has_host != contains(price.includes, "network")) {
    notes.push_back(has_host ? "the price includes the host and not the network, which is not added"
                             : "the price includes the network, and the host share is added to it");
  }
  return notes;
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

}  // namespace

Known<double> file_currency(double amount, const std::string& currency,
                            const Economics& economics) {
  if (currency == economics.currency) return amount;
  const auto from = usd_rate(currency, economics);
  const auto to = usd_rate(economics.currency, economics);
  std::vector<std::string> missing;
  if (!from) missing.push_back("fx." + currency + " of " + economics.id);
  if (!to) missing.push_back("fx." + economics.currency + " of " + economics.id);
  if (!missing.empty()) return Unknown{missing};
  return amount / from->units_per_usd * to->units_per_usd;
}

Known<PurchasePrice> purchase_price(const model::DeviceProfile& profile,
                                    const Economics& economics) {
  const Price* price = choose_price(profile.prices, economics);
  if (price == nullptr) return Unknown{{"prices[].typical of " + profile.id}};
  const ScopeRow& scope = *scope_row(price->scope);
  const Known<double> converted = file_currency(1.0, price->currency, economics);
  if (!converted) return Unknown{converted.missing()};
  const double factor = *converted / scope.devices;
  PurchasePrice result;
  result.currency = price->currency;
  result.amount.typical = typical_of(*price) * factor;
  if (has_range(*price)) {
    result.amount.low = price->low->value * factor;
    result.amount.high = price->high->value * factor;
  }
  result.includes_host_and_network = scope.is_server || contains(price->includes, "host");
  result.origin = origin_of(*price);
  result.notes = notes_of(*price, scope, economics);
  return result;
}

DeviceInputs device_inputs(const model::DeviceProfile& profile, const Economics& economics) {
  return DeviceInputs{.id = profile.id,
                      .price = purchase_price(profile, economics),
                      .power = provisioned_power(profile),
                      .is_its_own_host = false,
                      .is_domestic = profile.tier == model::Tier::kDomestic};
}

DeviceInputs inputs_without_profile(const std::string& id, bool is_its_own_host) {
  return DeviceInputs{.id = id,
                      .price = Unknown{{"purchase price of " + id}},
                      .power = Unknown{{"provisioned power of " + id}},
                      .is_its_own_host = is_its_own_host,
                      .is_domestic = false};
}

}  // namespace fleetmark::cost
