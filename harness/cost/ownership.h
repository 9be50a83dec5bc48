// SPDX-License-Identifier: Apache-2.0
// Cost of owning one device for one hour, in the currency of the economics file: purchase as an
// annuity, facility on provisioned power, energy on drawn power. Left out until a later step: duty,
// freight, spares, prepayment, staff, maintenance, licences, insurance, owned facilities, rental.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/cost/economics.h"

namespace fleetmark::cost {

inline constexpr double kHoursPerMonth = 730;  // 8,760 h / 12

struct OwnershipTerms {
  double device_price = 0;
  double host_and_network_price = 0;  // 0 when the device price includes them
  double residual_share = 0;          // of the purchase, left at the end of life
  double cost_of_capital_per_year = 0;
  Compounding compounding = Compounding::kNominalMonthly;
  double life_months = 0;
  double device_w = 0;            // provisioned: TDP, or the published all-in figure
  double host_and_network_w = 0;  // provisioned; 0 when device_w is all-in
  double draw_share_of_provisioned = 0;
  double pue = 0;  // multiplies energy alone: colocation is charged on IT power
  double colocation_price = 0;
  double power_price = 0;

  [[nodiscard]] double provisioned_kw() const { return (device_w + host_and_network_w) / 1000; }
  [[nodiscard]] double drawn_kw() const { return provisioned_kw() * draw_share_of_provisioned; }
};

struct CostLine {
  std::string key;      // "capital_device"
  std::string title;    // "Purchase of the device"
  double per_hour;      // per device
  std::string formula;  // in words
};

struct OwnershipCost {
  std::vector<CostLine> lines;
  double per_hour = 0;  // sum of the lines, in their order
};

double monthly_rate(double cost_of_capital_per_year, Compounding compounding);

// Cost per hour over the life for each unit of purchase price: annuity, monthly in arrears, less
// the residual discounted from the end of life. Straight-line at an interest of 0.
double capital_per_hour_per_price(const OwnershipTerms& terms);

OwnershipCost ownership_cost(const OwnershipTerms& terms);

}  // namespace fleetmark::cost
