// SPDX-License-Identifier: Apache-2.0
// The terms of a cost by name, for those who compute it elsewhere.
#pragma once

#include <array>
#include <string_view>

#include "harness/cost/terms.h"

namespace fleetmark::cost {

struct NamedTerm {
  std::string_view name;
  double CostTerms::*place;
};

// All that are numbers.
inline constexpr std::array<NamedTerm, 49> kNamedTerms{{
    {"device_price", &CostTerms::device_price},
    {"fx_from_factor", &CostTerms::fx_from_factor},
    {"fx_to_factor", &CostTerms::fx_to_factor},
    {"host_and_network_price", &CostTerms::host_and_network_price},
    {"storage_price", &CostTerms::storage_price},
    {"freight_share", &CostTerms::freight_share},
    {"install_share", &CostTerms::install_share},
    {"spares_share", &CostTerms::spares_share},
    {"duty_share", &CostTerms::duty_share},
    {"vat_share", &CostTerms::vat_share},
    {"vat_recoverable_share", &CostTerms::vat_recoverable_share},
    {"prepayment_share", &CostTerms::prepayment_share},
    {"lead_months", &CostTerms::lead_months},
    {"prepayment_recovery_share", &CostTerms::prepayment_recovery_share},
    {"blocked_delivery_probability", &CostTerms::blocked_delivery_probability},
    {"cost_of_capital_per_year", &CostTerms::cost_of_capital_per_year},
    {"life_months", &CostTerms::life_months},
    {"residual_share", &CostTerms::residual_share},
    {"rental_price", &CostTerms::rental_price},
    {"device_w", &CostTerms::device_w},
    {"host_and_network_w", &CostTerms::host_and_network_w},
    {"draw_share_of_provisioned", &CostTerms::draw_share_of_provisioned},
    {"idle_share_of_draw", &CostTerms::idle_share_of_draw},
    {"pue", &CostTerms::pue},
    {"power_price", &CostTerms::power_price},
    {"grid_kgco2_per_kwh", &CostTerms::grid_kgco2_per_kwh},
    {"colocation_price", &CostTerms::colocation_price},
    {"owned_facility_price", &CostTerms::owned_facility_price},
    {"owned_facility_life_months", &CostTerms::owned_facility_life_months},
    {"owned_facility_opex_share_per_year", &CostTerms::owned_facility_opex_share_per_year},
    {"maintenance_share_per_year", &CostTerms::maintenance_share_per_year},
    {"insurance_share_per_year", &CostTerms::insurance_share_per_year},
    {"software_licence_price", &CostTerms::software_licence_price},
    {"engineer_price", &CostTerms::engineer_price},
    {"devices_per_engineer", &CostTerms::devices_per_engineer},
    {"fleet_devices", &CostTerms::fleet_devices},
    {"porting_person_months", &CostTerms::porting_person_months},
    {"porting_engineers", &CostTerms::porting_engineers},
    {"compliance_fixed_price", &CostTerms::compliance_fixed_price},
    {"compliance_price_per_device", &CostTerms::compliance_price_per_device},
    {"availability", &CostTerms::availability},
    {"goodput", &CostTerms::goodput},
    {"utilisation", &CostTerms::utilisation},
    {"accelerator_mtbf_h", &CostTerms::accelerator_mtbf_h},
    {"job_devices", &CostTerms::job_devices},
    {"checkpoint_s", &CostTerms::checkpoint_s},
    {"restart_s", &CostTerms::restart_s},
    {"checkpoint_interval_s", &CostTerms::checkpoint_interval_s},
    {"tasks_per_s", &CostTerms::tasks_per_s},
}};

// A term that is added and not named here does not compile: three words and their padding, then
// numbers alone.
static_assert(sizeof(CostTerms) == 16 + kNamedTerms.size() * sizeof(double));

constexpr std::string_view name_of(double CostTerms::*place) {
  for (const auto& term : kNamedTerms) {
    if (term.place == place) return term.name;
  }
  return {};
}

}  // namespace fleetmark::cost
