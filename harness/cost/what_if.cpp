// SPDX-License-Identifier: Apache-2.0
// See what_if.h.
#include "harness/cost/what_if.h"

namespace fleetmark::cost {

WhatIf what_if(const DeviceInputs& device, const Economics& economics,
               const model::Known<model::RatePrediction>& rate, double amount) {
  WhatIf result;
  result.as_is = cost_model(device, economics, rate, amount);
  DeviceInputs stated = device;
  PurchasePrice bare;
  bare.currency = economics.currency;  // so that nothing is converted
  stated.price = bare;
  result.at_stated_price = cost_model(stated, economics, rate, amount);
  if (device.is_domestic && economics.power_price_domestic_devices) {
    result.power_price_key = "power_price_domestic_devices";
  }
  return result;
}

double compared_cost(const CostModel& model, const CostTerms& terms) {
  const TaskPrice price = price_at(terms);
  return model.has_operations ? price.allocation : price.usage;
}

double price_for(const CostModel& model, double target) {
  CostTerms terms = model.terms;
  terms.fx_from_factor = terms.fx_to_factor = 1;
  terms.device_price = 0;
  const double at_zero = compared_cost(model, terms);
  // Far from 0, so that the difference keeps its digits: cost is linear in the price.
  constexpr double kFar = 1e6;
  terms.device_price = kFar;
  return (target - at_zero) / (compared_cost(model, terms) - at_zero) * kFar;
}

}  // namespace fleetmark::cost
