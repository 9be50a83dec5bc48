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

// What low and high of an input are said to be.
enum class RangeKind { kP10P90, kMinMax };
inline constexpr std::array<std::string_view, 2> kRangeKindNames{"p10_p90", "min_max"};

struct Input {
  model::Figure figure;  // the typical value: the median, or the mode between min and max
  std::optional<double> low;
  std::optional<double> high;
  RangeKind range = RangeKind::kP10P90;
};
using MaybeInput = std::optional<Input>;

// How a yearly cost of capital becomes a monthly one: r / 12, or (1 + r)^(1/12) - 1.
enum class Compounding { kNominalMonthly, kEffective };
inline constexpr std::array<std::string_view, 2> kCompoundingNames{"nominal_monthly", "effective"};
constexpr std::string_view name_of(Compounding compounding) {
  return kCompoundingNames[static_cast<std::size_t>(compounding)];
}

// How devices are come by, and where they stand.
enum class Tenure { kOwned, kRented };
inline constexpr std::array<std::string_view, 2> kTenureNames{"owned", "rented"};
constexpr std::string_view name_of(Tenure tenure) {
  return kTenureNames[static_cast<std::size_t>(tenure)];
}
enum class Facility { kColocation, kOwned };
inline constexpr std::array<std::string_view, 2> kFacilityNames{"colocation", "owned"};
constexpr std::string_view name_of(Facility facility) {
  return kFacilityNames[static_cast<std::size_t>(facility)];
}

// Units of `currency` for one USD, on a date.
struct FxRate {
  std::string currency;
  Input units_per_usd;
};

// A limit on the PUE of the region, as a fact: whom it binds is said in words.
struct PueLimit {
  std::string applies_to;
  Input limit;
};

struct Economics {
  std::string id, name, region, date;
  std::string currency;  // of every money figure here and of every cost that comes from it
  // Of the market that is described, where the figures were converted: its quotes go first.
  std::string home_currency = {};
  Compounding compounding = Compounding::kNominalMonthly;
  Tenure tenure = Tenure::kOwned;
  Facility facility = Facility::kColocation;
  // Capital.
  MaybeInput cost_of_capital_per_year;
  MaybeInput life_months;
  MaybeInput residual_share;
  MaybeInput host_and_network_price;
  MaybeInput storage_price;
  MaybeInput freight_share;
  MaybeInput install_share;
  MaybeInput spares_share;
  MaybeInput prepayment_share;
  MaybeInput prepayment_share_domestic_devices;  // what makers of domestic devices ask
  MaybeInput lead_months;
  MaybeInput prepayment_recovery_share;
  MaybeInput blocked_delivery_probability;  // of a paid import; the prepayment is lost then
  // Duty and tax, apart from price.
  MaybeInput import_duty_share;
  MaybeInput vat_share;
  MaybeInput vat_recoverable_share;
  // Facility and power.
  MaybeInput host_and_network_w_per_device;
  MaybeInput colocation_price;
  MaybeInput owned_facility_price;
  MaybeInput owned_facility_life_months;
  MaybeInput owned_facility_opex_share_per_year;
  MaybeInput power_price;
  MaybeInput power_price_domestic_devices;  // granted to sites with domestic devices alone
  MaybeInput pue;
  MaybeInput draw_share_of_provisioned;
  MaybeInput idle_share_of_draw;  // power in hours without work / power in hours with
  MaybeInput grid_kgco2_per_kwh;
  // Running it.
  MaybeInput maintenance_share_per_year;
  MaybeInput insurance_share_per_year;
  MaybeInput software_licence_price;
  MaybeInput engineer_price;
  MaybeInput devices_per_engineer;
  // Paid once for a fleet of devices.
  MaybeInput fleet_devices;      // that share what is paid once
  MaybeInput porting_engineers;  // who port at the same time
  MaybeInput compliance_fixed_price;
  MaybeInput compliance_price_per_device;
  // Operations.
  MaybeInput availability;
  MaybeInput goodput;
  // Or, of training jobs alone, what their goodput follows from (training_goodput.h).
  MaybeInput accelerator_mtbf_h;
  MaybeInput checkpoint_s;
  MaybeInput restart_s;
  MaybeInput checkpoint_interval_s;  // absent: the optimum
  MaybeInput utilisation;
  std::vector<PueLimit> pue_limits;
  std::vector<FxRate> fx;
  std::map<std::string, model::Source> sources;
  std::string notes;
};

// Of training jobs, in place of goodput; the last one is optional.
inline constexpr std::array<MaybeInput Economics::*, 4> kJobFailureInputs{
    &Economics::accelerator_mtbf_h, &Economics::checkpoint_s, &Economics::restart_s,
    &Economics::checkpoint_interval_s};

// What becomes of an input.
enum class InputUse {
  kHour,        // part of the cost of a device-hour
  kOperations,  // divides the cost of a task
  kEmissions,   // kgCO2 of a task
  kOwnHall,     // part of the cost of a device-hour where the facility is owned
  kOnce,        // spreads what a fleet pays once over its hours
};
inline constexpr std::array<std::string_view, 5> kInputUseNames{"hour", "operations", "emissions",
                                                                "own hall", "once"};
constexpr std::string_view name_of(InputUse use) {
  return kInputUseNames[static_cast<std::size_t>(use)];
}

struct EconomicsField {
  std::string_view key;
  MaybeInput Economics::*member;
  std::string_view unit;  // '*' stands for the currency of the file
  double min;
  double max;  // of a money figure: in USD
  InputUse use;
  bool is_optional = false;  // absent means that there is none, not that it is unknown
  bool is_a_choice = false;  // somebody's own decision: a number without a range
};

// Of a job that makes any progress at all.
inline constexpr double kLeastGoodput = 0.01;

// Bounds are physics or plain sense: a PUE is never below 1, and a share lies in 0..1. Shares that
// divide a cost start above 0.
inline constexpr std::array<EconomicsField, 43> kEconomicsFields{{
    {"cost_of_capital_per_year", &Economics::cost_of_capital_per_year, "1/yr", 0, 1,
     InputUse::kHour},
    {"life_months", &Economics::life_months, "month", 1, 240, InputUse::kHour},
    {"residual_share", &Economics::residual_share, "1", 0, 1, InputUse::kHour},
    {"host_and_network_price", &Economics::host_and_network_price, "*/device", 0, 1e6,
     InputUse::kHour},
    {"storage_price", &Economics::storage_price, "*/device", 0, 1e6, InputUse::kHour},
    {"freight_share", &Economics::freight_share, "1", 0, 0.5, InputUse::kHour},
    {"install_share", &Economics::install_share, "1", 0, 0.5, InputUse::kHour},
    {"spares_share", &Economics::spares_share, "1", 0, 0.5, InputUse::kHour},
    {"prepayment_share", &Economics::prepayment_share, "1", 0, 1, InputUse::kHour},
    {"prepayment_share_domestic_devices", &Economics::prepayment_share_domestic_devices, "1", 0, 1,
     InputUse::kHour, true},
    {"lead_months", &Economics::lead_months, "month", 0, 60, InputUse::kHour},
    {"prepayment_recovery_share", &Economics::prepayment_recovery_share, "1", 0, 1,
     InputUse::kHour},
    {"blocked_delivery_probability", &Economics::blocked_delivery_probability, "1", 0, 0.95,
     InputUse::kHour, true},
    {"import_duty_share", &Economics::import_duty_share, "1", 0, 2, InputUse::kHour},
    {"vat_share", &Economics::vat_share, "1", 0, 0.5, InputUse::kHour},
    {"vat_recoverable_share", &Economics::vat_recoverable_share, "1", 0, 1, InputUse::kHour},
    {"host_and_network_w_per_device", &Economics::host_and_network_w_per_device, "W", 0, 1e4,
     InputUse::kHour},
    {"colocation_price", &Economics::colocation_price, "*/kW-month", 0, 2e3, InputUse::kHour},
    {"owned_facility_price", &Economics::owned_facility_price, "*/W", 0, 200, InputUse::kOwnHall},
    {"owned_facility_life_months", &Economics::owned_facility_life_months, "month", 12, 600,
     InputUse::kOwnHall},
    {"owned_facility_opex_share_per_year", &Economics::owned_facility_opex_share_per_year, "1/yr",
     0, 0.5, InputUse::kOwnHall},
    {"power_price", &Economics::power_price, "*/kWh", 0, 2, InputUse::kHour},
    {"power_price_domestic_devices", &Economics::power_price_domestic_devices, "*/kWh", 0, 2,
     InputUse::kHour, true},
    {"pue", &Economics::pue, "1", 1, 5, InputUse::kHour},
    {"draw_share_of_provisioned", &Economics::draw_share_of_provisioned, "1", 0.01, 1,
     InputUse::kHour},
    {"idle_share_of_draw", &Economics::idle_share_of_draw, "1", 0, 1, InputUse::kHour, true},
    {"grid_kgco2_per_kwh", &Economics::grid_kgco2_per_kwh, "kgCO2/kWh", 0, 2, InputUse::kEmissions},
    {"maintenance_share_per_year", &Economics::maintenance_share_per_year, "1/yr", 0, 0.5,
     InputUse::kHour},
    {"insurance_share_per_year", &Economics::insurance_share_per_year, "1/yr", 0, 0.2,
     InputUse::kHour},
    {"software_licence_price", &Economics::software_licence_price, "*/device-year", 0, 1e5,
     InputUse::kHour},
    {"engineer_price", &Economics::engineer_price, "*/person-month", 0, 1e5, InputUse::kHour},
    {"devices_per_engineer", &Economics::devices_per_engineer, "devices", 1, 1e6, InputUse::kHour},
    {"fleet_devices", &Economics::fleet_devices, "devices", 1, 1e7, InputUse::kOnce, true},
    {"porting_engineers", &Economics::porting_engineers, "persons", 1, 1e4, InputUse::kOnce, true},
    {"compliance_fixed_price", &Economics::compliance_fixed_price, "*", 0, 1e9, InputUse::kOnce,
     true},
    {"compliance_price_per_device", &Economics::compliance_price_per_device, "*/device", 0, 1e6,
     InputUse::kHour, true},
    {"availability", &Economics::availability, "1", 0.01, 1, InputUse::kOperations},
    {"goodput", &Economics::goodput, "1", kLeastGoodput, 1, InputUse::kOperations},
    {"accelerator_mtbf_h", &Economics::accelerator_mtbf_h, "h", 1, 1e9, InputUse::kOperations,
     true},
    {"checkpoint_s", &Economics::checkpoint_s, "s", 0.001, 86400, InputUse::kOperations, true},
    {"restart_s", &Economics::restart_s, "s", 0, 604800, InputUse::kOperations, true},
    {"checkpoint_interval_s", &Economics::checkpoint_interval_s, "s", 0.001, 604800,
     InputUse::kOperations, true, true},
    {"utilisation", &Economics::utilisation, "1", 0.01, 1, InputUse::kOperations},
}};

constexpr bool is_money(const EconomicsField& field) { return field.unit.starts_with('*'); }

// "*/kWh" in a file of CNY: "CNY/kWh".
inline std::string unit_of(const EconomicsField& field, const std::string& currency) {
  return is_money(field) ? currency + std::string(field.unit.substr(1)) : std::string(field.unit);
}

// "inputs.power_price of us-colo-2026": how a missing input is named.
inline std::string missing_key(std::string_view key, const Economics& economics) {
  return "inputs." + std::string(key) + " of " + economics.id;
}

}  // namespace fleetmark::cost
