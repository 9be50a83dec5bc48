// SPDX-License-Identifier: Apache-2.0
// Cost of one task: usage-based (as if the device were busy all the time) and allocation-based
// (with the hours that nobody uses), with intervals and what drives them.
//
// Closed form: each input that has a range is moved to its P10 and P90 alone, all others at
// typical; the deviations of ln C are added in quadrature, upward and downward apart. This takes
// the inputs as independent and is exact for products of lognormals; draws (simulation.h) are the
// answer where it matters, and both are compared in a test.
#pragma once

#include <string>
#include <vector>

#include "harness/cost/cost_model.h"
#include "harness/cost/ownership.h"

namespace fleetmark::cost {

// In the currency of the economics file.
struct CostInterval {
  double typical = 0;
  double p10 = 0;
  double p90 = 0;
};

// One input at its ends, the others at typical: a row of a tornado.
struct Driver {
  std::string key;           // "purchase_price", "rate", "inputs.pue"
  double low = 0, high = 0;  // of the input: P10 and P90, or min and max
  double at_low = 0;         // C_alloc where it is known, else C_usage, with the input at its low
  double at_high = 0;        // end and at its high end
  bool operator==(const Driver&) const = default;
};

// Every input at the end that makes the task cheapest, and dearest: what cannot be left.
struct Corners {
  double cheapest = 0, dearest = 0;
};

struct TaskCost {
  CostInterval usage;
  model::Known<CostInterval> allocation = model::Unknown{{"allocation"}};
  OwnershipCost hour;  // under load
  CostModel model;
  double seconds_per_task = 0;
  std::string currency;                                           // of every amount here
  model::Known<double> kwh_per_task = model::Unknown{{"power"}};  // at the meter, usage-based
  model::Known<double> kgco2_per_task = model::Unknown{{"grid_kgco2_per_kwh"}};
  std::vector<Driver> drivers;  // widest first
  Corners corners;              // of C_alloc where it is known, else of C_usage
  std::vector<std::string> notes;
  std::string origin;      // price, power and rate in one line
  std::string price_date;  // of the quote that was used
};

model::Known<TaskCost> task_cost(const DeviceInputs& device, const Economics& economics,
                                 const model::Known<model::RatePrediction>& rate, double amount);

}  // namespace fleetmark::cost
