// SPDX-License-Identifier: Apache-2.0
// Every number that the cost of one device's task is computed from, in the currency of the
// economics file, ready for many evaluations. What does not apply to a device is 0.
#pragma once

#include "harness/cost/economics.h"

namespace fleetmark::cost {

struct CostTerms {
  Compounding compounding = Compounding::kNominalMonthly;
  Tenure tenure = Tenure::kOwned;
  Facility facility = Facility::kColocation;
  // Purchase, per device.
  double device_price = 0;
  double fx_from_factor = 1, fx_to_factor = 1;  // rates of exchange, relative to typical
  double host_and_network_price = 0;            // 0 when the device price includes them
  double storage_price = 0;
  double freight_share = 0, install_share = 0, spares_share = 0;  // of the device price
  double duty_share = 0, vat_share = 0, vat_recoverable_share = 1;
  double prepayment_share = 0, lead_months = 0;  // paid so long before delivery
  double prepayment_recovery_share = 0, blocked_delivery_probability = 0;
  double cost_of_capital_per_year = 0, life_months = 0;
  double residual_share = 0;  // of devices, hosts and storage, left at the end of life
  // Rent, per device-hour.
  double rental_price = 0;
  // Power: device_w is provisioned (TDP, or the published all-in figure).
  double device_w = 0, host_and_network_w = 0;  // the latter 0 when device_w is all-in
  double draw_share_of_provisioned = 0;         // under load
  double idle_share_of_draw = 1;                // without work, of the power under load
  double pue = 0;                               // multiplies energy alone
  double power_price = 0;
  double grid_kgco2_per_kwh = 0;
  // Where it stands.
  double colocation_price = 0;
  double owned_facility_price = 0, owned_facility_life_months = 0;
  double owned_facility_opex_share_per_year = 0;
  // Running it.
  double maintenance_share_per_year = 0, insurance_share_per_year = 0;  // of device and host
  double software_licence_price = 0;
  double engineer_price = 0, devices_per_engineer = 1;
  // Paid once and spread over a fleet's life.
  double fleet_devices = 1;
  double porting_person_months = 0, porting_engineers = 1;
  double compliance_fixed_price = 0, compliance_price_per_device = 0;
  // Operations and speed.
  double availability = 1, goodput = 1, utilisation = 1;
  // Of a training job: its goodput follows from these (training_goodput.h) where the MTBF is not 0,
  // and an interval of 0 is the optimum.
  double accelerator_mtbf_h = 0, job_devices = 1;
  double checkpoint_s = 0, restart_s = 0, checkpoint_interval_s = 0;
  double tasks_per_s = 0;

  [[nodiscard]] double price() const { return device_price * fx_from_factor * fx_to_factor; }
  [[nodiscard]] double provisioned_kw() const { return (device_w + host_and_network_w) / 1000; }
  // `load` is the share of hours with work.
  [[nodiscard]] double drawn_kw(double load) const {
    return provisioned_kw() * draw_share_of_provisioned *
           (idle_share_of_draw + (1 - idle_share_of_draw) * load);
  }
  // Months at the start of life in which the workload is still being ported.
  [[nodiscard]] double porting_months() const { return porting_person_months / porting_engineers; }
  [[nodiscard]] double productive_share() const { return 1 - porting_months() / life_months; }
};

}  // namespace fleetmark::cost
