// SPDX-License-Identifier: Apache-2.0
// See ownership.h.
#include "harness/cost/ownership.h"

#include <cmath>

namespace fleetmark::cost {

double monthly_rate(double cost_of_capital_per_year, Compounding compounding) {
  return compounding == Compounding::kNominalMonthly
             ? cost_of_capital_per_year / 12
             : std::expm1(std::log1p(cost_of_capital_per_year) / 12);
}

double capital_per_hour_per_price(const OwnershipTerms& terms) {
  const double rate = monthly_rate(terms.cost_of_capital_per_year, terms.compounding);
  const double months = terms.life_months;
  if (rate == 0) return (1 - terms.residual_share) / months / kHoursPerMonth;
  // expm1 and log1p keep the digits that 1 - (1 + rate)^-months loses at small rates.
  const double discount = std::exp(-months * std::log1p(rate));
  const double one_minus_discount = -std::expm1(-months * std::log1p(rate));
  const double recovery = rate / one_minus_discount;
  return (1 - terms.residual_share * discount) * recovery / kHoursPerMonth;
}

OwnershipCost ownership_cost(const OwnershipTerms& terms) {
  const double capital = capital_per_hour_per_price(terms);
  const std::string annuity =
      " as an annuity, monthly in arrears (" + std::string(name_of(terms.compounding)) + ")";
  OwnershipCost cost;
  cost.lines = {
      {"capital_device", "Purchase of the device", terms.device_price * capital,
       "purchase price" + annuity},
      {"capital_host_and_network", "Purchase of its host and network share",
       terms.host_and_network_price * capital, "share of host and network" + annuity},
      {"facility", "Facility", terms.provisioned_kw() * terms.colocation_price / kHoursPerMonth,
       "provisioned kW x colocation rate / 730 h"},
      {"energy", "Energy", terms.drawn_kw() * terms.pue * terms.power_price,
       "drawn kW x PUE x power price"},
  };
  for (const auto& line : cost.lines) cost.per_hour += line.per_hour;
  return cost;
}

}  // namespace fleetmark::cost
