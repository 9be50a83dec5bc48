// SPDX-License-Identifier: Apache-2.0
// All from which the cost of one task on one device follows: its numbers at typical, and those of
// them that vary, each with its distribution.
#pragma once

#include <string>
#include <vector>

#include "harness/cost/device_inputs.h"
#include "harness/cost/distribution.h"
#include "harness/cost/terms.h"
#include "harness/model/micro_task.h"

namespace fleetmark::cost {

// A number with a spread.
struct CostInput {
  std::string key;  // "inputs.pue", "fx.CNY", "purchase_price", "rate", "porting"
  double CostTerms::*place;
  Distribution distribution;
  // The same world for every device (rates of exchange, cost of capital, power, workload): one draw
  // for all of them. Else each device draws its own.
  bool is_shared = false;
  bool is_operations = false;  // divides the allocation cost alone
};

struct CostModel {
  std::string id;  // of the device
  CostTerms terms;
  std::vector<CostInput> inputs;
  bool has_operations = true;  // availability, goodput and utilisation are known
  std::vector<std::string> missing_operations;
  bool makes_progress = true;  // a training job that gets anywhere; else why not is in the above
  // What is not in the cost, because nobody published it: the cost is a lower bound then.
  std::vector<std::string> left_out;
};

// Unknown lists every missing key: price or rent, power, economics inputs and rate. `amount` is
// TaskUnit::amount in the measure that the rate is per second of.
model::Known<CostModel> cost_model(const DeviceInputs& device, const Economics& economics,
                                   const model::Known<model::RatePrediction>& rate, double amount);

struct TaskPrice {
  double usage = 0;       // as if busy all the time
  double allocation = 0;  // with the hours that nobody uses
};
// C_usage = c(1) / (3600 q); C_alloc = c(U) / (3600 q a g U (1 - m / n)) with c per device-hour at
// a load, q tasks per second, availability a, goodput g, utilisation U and m of n months of life
// spent on porting.
TaskPrice price_at(const CostTerms& terms);

// The two divisions on their own.
double usage_per_task(double per_hour, double tasks_per_s);
double allocation_per_task(double usage, double availability, double goodput, double utilisation);
// Energy charged per item when the whole of a provisioned power is: 1.73 kW at 1,000/s is 1.73 J.
double joules_per_item(double power_kw, double items_per_s);

}  // namespace fleetmark::cost
