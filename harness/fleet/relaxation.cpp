// SPDX-License-Identifier: Apache-2.0
// See relaxation.h.
#include "harness/fleet/relaxation.h"

#include <cmath>

namespace fleetmark::fleet {

RelaxationPrices relaxation_prices(const PlanModel& model, Solver& solver) {
  RelaxationPrices prices;
  const auto optimum = solver.linear_optimum(model.milp);
  if (!optimum) return prices;
  prices.objective = optimum->objective;
  for (std::size_t r = 0; r < model.milp.rows.size(); ++r) {
    const Row& row = model.milp.rows[r];
    // Room is an upper bound raised or a lower one lowered: it saves whatever the sign.
    const double price = std::abs(optimum->row_prices[r]);
    if (price <= 1e-9) continue;  // the simplex method's zero
    prices.rows.push_back({row.name, static_cast<Limit>(row.family), price});
  }
  return prices;
}

std::string_view room_unit(Limit limit) {
  switch (limit) {
    case Limit::kPower:
      return "kW at the meter";
    case Limit::kRacks:
      return "rack unit";
    case Limit::kBudget:
      return "unit of currency";
    case Limit::kEngineers:
      return "person-month";
    case Limit::kTie:
    case Limit::kFloor:
      return "unit that the rule counts in";
    case Limit::kDemand:
    case Limit::kSiteLoss:
      return "task measure per second";
    default:
      return "device";
  }
}

}  // namespace fleetmark::fleet
