// SPDX-License-Identifier: Apache-2.0
// Economics with round figures and no ranges, so that a test adds the range it is about.
#pragma once

#include <string>

#include "harness/cost/task.h"
#include "tests/harness/model/model_builders.h"

namespace fleetmark::test {

inline cost::Input input(double value, const std::string& unit) {
  return {.figure = figure(value, unit, model::Kind::kPress), .low = {}, .high = {}};
}

inline cost::Economics economics() {
  cost::Economics terms;
  terms.id = "test-terms";
  terms.currency = "USD";
  terms.cost_of_capital_per_year = input(0.12, "1/yr");
  terms.life_months = input(48, "month");
  terms.residual_share = input(0.1, "1");
  // What round figures leave out.
  for (const auto member :
       {&cost::Economics::storage_price, &cost::Economics::freight_share,
        &cost::Economics::install_share, &cost::Economics::spares_share,
        &cost::Economics::prepayment_share, &cost::Economics::lead_months,
        &cost::Economics::prepayment_recovery_share, &cost::Economics::import_duty_share,
        &cost::Economics::vat_share, &cost::Economics::vat_recoverable_share,
        &cost::Economics::owned_facility_price, &cost::Economics::maintenance_share_per_year,
        &cost::Economics::owned_facility_opex_share_per_year,
        &cost::Economics::insurance_share_per_year, &cost::Economics::software_licence_price,
        &cost::Economics::engineer_price}) {
    terms.*member = input(0, "1");
  }
  terms.owned_facility_life_months = input(180, "month");
  terms.devices_per_engineer = input(100, "devices");
  terms.host_and_network_price = input(5000, "USD/device");
  terms.host_and_network_w_per_device = input(300, "W");
  terms.colocation_price = input(130, "USD/kW-month");
  terms.power_price = input(0.1, "USD/kWh");
  terms.pue = input(1.25, "1");
  terms.draw_share_of_provisioned = input(0.8, "1");
  terms.availability = input(0.9, "1");
  terms.goodput = input(0.95, "1");
  terms.utilisation = input(0.5, "1");
  terms.fx = {{.currency = "CNY", .units_per_usd = input(7, "CNY/USD")}};
  return terms;
}

inline constexpr double kPetabyte = 1e15;

// A rate without spread, so that intervals come from the inputs under test alone.
inline model::Known<model::RatePrediction> exact_rate(double per_s) {
  model::RatePrediction rate;
  rate.per_s = rate.p10_per_s = rate.p90_per_s = per_s;
  rate.origin = "exact";
  return rate;
}

// With a spread: P10 and P90 a factor apart from the typical value.
inline cost::Input spread_input(double value, double factor, const std::string& unit) {
  cost::Input varied = input(value, unit);
  varied.low = value / factor;
  varied.high = value * factor;
  return varied;
}

}  // namespace fleetmark::test
