// SPDX-License-Identifier: Apache-2.0
// Cost of one task: usage-based (as if the device were busy all the time) and allocation-based
// (divided by availability, goodput and utilisation), with an interval and what drives it.
//
//   C_usage = c / (3600 q)            c per device-hour, q in tasks per second
//   C_alloc = C_usage / (availability x goodput x utilisation)
//
// Interval: each input that has a range is moved to its P10 and P90 alone, all others at typical;
// the deviations of ln C are added in quadrature, upward and downward apart. This takes the inputs
// as independent, and low and high as P10 and P90. It is exact for products of lognormals.
#pragma once

#include <string>
#include <vector>

#include "harness/cost/device_inputs.h"
#include "harness/cost/ownership.h"
#include "harness/model/micro_task.h"

namespace fleetmark::cost {

// In the currency of the economics file.
struct CostInterval {
  double typical = 0;
  double p10 = 0;
  double p90 = 0;
};

// One input at its ends, the others at typical: a row of a tornado.
struct Driver {
  std::string key;     // "purchase_price", "rate", "inputs.pue"
  double at_low = 0;   // C_alloc where it is known, else C_usage, with the input at its low end
  double at_high = 0;  // with the input at its high end
};

struct TaskCost {
  CostInterval usage;
  model::Known<CostInterval> allocation = model::Unknown{{"allocation"}};
  OwnershipCost hour;
  OwnershipTerms terms;
  double seconds_per_task = 0;
  std::string currency;     // of every amount here
  double kwh_per_task = 0;  // at the meter: drawn power x PUE, usage-based
  model::Known<double> kgco2_per_task = model::Unknown{{"grid_kgco2_per_kwh"}};
  std::vector<Driver> drivers;  // widest first
  std::vector<std::string> notes;
  std::string origin;  // price, power and rate in one line
};

// The two divisions on their own.
double usage_per_task(double per_hour, double tasks_per_s);
double allocation_per_task(double usage, double availability, double goodput, double utilisation);
// Energy charged per item when the whole of a provisioned power is: 1.73 kW at 1,000/s is 1.73 J.
double joules_per_item(double power_kw, double items_per_s);

// Everything but the device's price (device_price stays 0), or every key that is missing.
model::Known<OwnershipTerms> terms_without_price(const DeviceInputs& device,
                                                 const Economics& economics);
// With the device's price.
model::Known<OwnershipTerms> ownership_terms(const DeviceInputs& device,
                                             const Economics& economics);

// Unknown lists every missing key: price, power, economics inputs and rate. `amount` is
// TaskUnit::amount in the measure that the rate is per second of.
model::Known<TaskCost> task_cost(const DeviceInputs& device, const Economics& economics,
                                 const model::Known<model::RatePrediction>& rate, double amount);

}  // namespace fleetmark::cost
