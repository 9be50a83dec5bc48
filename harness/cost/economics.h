// SPDX-License-Identifier: Apache-2.0
// The terms under which a device is owned: capital, facility, power, operations and currencies,
// each with its source. Read by harness/io; one table names every input for loader, messages and
// sensitivity. An input that is not known stays absent and makes the cost UNKNOWN.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/figure.h"

namespace fleetmark::cost {

// low and high are taken as P10 and P90.
struct Input {
  model::Figure figure;  // the typical value
  std::optional<double> low;
  std::optional<double> high;
};
using MaybeInput = std::optional<Input>;

// How a yearly cost of capital becomes a monthly one: r / 12, or (1 + r)^(1/12) - 1.
enum class Compounding { kNominalMonthly, kEffective };
inline constexpr std::array<std::string_view, 2> kCompoundingNames{"nominal_monthly", "effective"};
constexpr std::string_view name_of(Compounding compounding) {
  return kCompoundingNames[static_cast<std::size_t>(compounding)];
}

// Units of `currency` for one USD, on a date.
struct FxRate {
  std::string currency;
  Input units_per_usd;
};

struct Economics {
  std::string id, name, region, date;
  std::string currency;  // of every price in the file: USD in format 1
  Compounding compounding = Compounding::kNominalMonthly;
  MaybeInput cost_of_capital_per_year;
  MaybeInput life_months;
  MaybeInput residual_share;
  MaybeInput host_and_network_usd_per_device;
  MaybeInput host_and_network_w_per_device;
  MaybeInput colocation_usd_per_kw_month;
  MaybeInput power_usd_per_kwh;
  MaybeInput pue;
  MaybeInput draw_share_of_provisioned;
  MaybeInput availability;
  MaybeInput goodput;
  MaybeInput utilisation;
  std::vector<FxRate> fx;
  std::map<std::string, model::Source> sources;
  std::string notes;
};

struct EconomicsField {
  std::string_view key;
  MaybeInput Economics::*member;
  std::string_view unit;
  double min;
  double max;
};

// Bounds are physics or plain sense: a PUE is never below 1, and a share lies in 0..1. Shares that
// divide a cost start above 0.
inline constexpr std::array<EconomicsField, 12> kEconomicsFields{{
    {"cost_of_capital_per_year", &Economics::cost_of_capital_per_year, "1/yr", 0, 1},
    {"life_months", &Economics::life_months, "month", 1, 240},
    {"residual_share", &Economics::residual_share, "1", 0, 1},
    {"host_and_network_usd_per_device", &Economics::host_and_network_usd_per_device, "USD", 0, 1e6},
    {"host_and_network_w_per_device", &Economics::host_and_network_w_per_device, "W", 0, 1e4},
    {"colocation_usd_per_kw_month", &Economics::colocation_usd_per_kw_month, "USD/kW-month", 0,
     1e4},
    {"power_usd_per_kwh", &Economics::power_usd_per_kwh, "USD/kWh", 0, 10},
    {"pue", &Economics::pue, "1", 1, 5},
    {"draw_share_of_provisioned", &Economics::draw_share_of_provisioned, "1", 0.01, 1},
    {"availability", &Economics::availability, "1", 0.01, 1},
    {"goodput", &Economics::goodput, "1", 0.01, 1},
    {"utilisation", &Economics::utilisation, "1", 0.01, 1},
}};

// "inputs.power_usd_per_kwh of us-colo-2026": how a missing input is named.
inline std::string missing_key(std::string_view key, const Economics& economics) {
  return "inputs." + std::string(key) + " of " + economics.id;
}

}  // namespace fleetmark::cost
