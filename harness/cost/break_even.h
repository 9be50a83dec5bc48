// SPDX-License-Identifier: Apache-2.0
// What would make a device's task cost what the reference's does: its price, how good its software
// is, how busy it is, what power costs, how long it lives. Equal is the allocation cost where both
// are known, else the usage cost.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

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

// Closed form, since cost is linear in the price. Unknown when the rate, the reference's cost or an
// input is missing. The device's own price is not used.
model::Known<BreakEven> break_even_price(const DeviceInputs& device, const Economics& economics,
                                         const model::Known<model::RatePrediction>& rate,
                                         double amount, const model::Known<TaskCost>& reference);

// Tasks per second of a device whose software were `scale` times as fast as it is: the operating
// point is searched anew. At 1 what it is now.
struct SoftwareLever {
  std::function<double(double scale)> tasks_per_s;
  double share_of_ideal = 0;  // now: what is reached of what the silicon allows; bounds the scale
};

// One lever over the range that physics or its service level allows.
struct LeverResult {
  std::string key;  // "software_efficiency", "utilisation", "power_price", "life_months"
  std::string unit;
  double now = 0, min = 0, max = 0;
  std::vector<double> roots;  // ascending; where both cost the same
  std::string text;           // "0.62", "none: still 34 % dearer at 1 (the limit)"
};

// Levers that move the device alone (software, utilisation) and both (power price, life).
// `utilisation_cap`: what its service level allows.
std::vector<LeverResult> break_even_levers(const CostModel& device, const CostModel& reference,
                                           const std::optional<SoftwareLever>& software,
                                           double utilisation_cap);

}  // namespace fleetmark::cost
