// SPDX-License-Identifier: Apache-2.0
// What a device's task would cost on other terms than those of the files: everything that somebody
// needs who moves an input and computes the cost again with price_at.
#pragma once

#include <string>

#include "harness/cost/cost_model.h"

namespace fleetmark::cost {

struct WhatIf {
  model::Known<CostModel> as_is = model::Unknown{{"cost"}};
  // With a purchase price that the user states: of the bare device, in the file's currency. The
  // price in it is 0 and is to be set.
  model::Known<CostModel> at_stated_price = model::Unknown{{"cost"}};
  // Of the economics inputs the one that the device's power price comes from.
  std::string power_price_key = "power_price";
};

WhatIf what_if(const DeviceInputs& device, const Economics& economics,
               const model::Known<model::RatePrediction>& rate, double amount);

// What the cost of `model` is compared by: with the hours that nobody uses, where they are known.
double compared_cost(const CostModel& model, const CostTerms& terms);

// The purchase price at which its task costs `target`; below 0: dearer even as a gift.
double price_for(const CostModel& model, double target);

}  // namespace fleetmark::cost
