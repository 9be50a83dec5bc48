// SPDX-License-Identifier: Apache-2.0
// The purchase price at which a device's task costs what the reference's does. Closed form, since
// cost is linear in the price. Availability, goodput and utilisation are those of the economics
// file for both, so the same price makes usage and allocation cost equal.
#pragma once

#include <string>

#include "harness/cost/task.h"

namespace fleetmark::cost {

enum class BreakEvenKind {
  kPrice,       // `price` makes the costs equal
  kUpperBound,  // power is not known: no price above `price` can, and its power lowers it further
  kNone,        // dearer even as a gift
};

struct BreakEven {
  BreakEvenKind kind = BreakEvenKind::kNone;
  double price = 0;  // per device in the economics file's currency, without host and network
                     // unless it is its own host
  double dearer_at_zero = 0;  // kNone: cost at price 0 / reference's cost - 1
  std::string text;           // one line for people
};

// Unknown when the rate, the reference's cost or a capital input is missing. The device's own price
// is not used.
model::Known<BreakEven> break_even_price(const DeviceInputs& device, const Economics& economics,
                                         const model::Known<model::RatePrediction>& rate,
                                         double amount, const model::Known<TaskCost>& reference);

}  // namespace fleetmark::cost
