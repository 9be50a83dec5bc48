// SPDX-License-Identifier: Apache-2.0
// Prices of limits in the relaxation of a plan, in which orders need not be whole lots. They say
// what a little more room is worth there, not what it is worth to a plan of whole lots: that takes
// solving again (questions.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/fleet/plan_model.h"

namespace fleetmark::fleet {

struct RowPrice {
  std::string row;  // "power_hall_1_3"
  Limit limit = Limit::kCapacity;
  double price = 0;  // discounted money saved by one unit more room, at least 0
};

struct RelaxationPrices {
  double objective = 0;        // of the relaxation: no plan costs less
  std::vector<RowPrice> rows;  // of rows with a price above 0, in the order of the program
};

// Dual values of the rows. Limits that are bounds of a column (supply where there is one site, the
// share that may go unmet) have no row and no price here. Empty where the solver finds no optimum.
RelaxationPrices relaxation_prices(const PlanModel& model, Solver& solver);

// What a row of this limit counts its room in: "kW at the meter".
std::string_view room_unit(Limit limit);

}  // namespace fleetmark::fleet
