// SPDX-License-Identifier: Apache-2.0
// Monte Carlo over everything that a cost depends on: how sure a cost is, how sure it is that one
// device is cheaper than another, and which inputs the doubt comes from.
//
// Shared inputs (exchange, cost of capital, power, facility, operations) have one draw for all
// devices, so that what moves all of them leaves their ratio alone. Price, porting and rate of a
// device are drawn for it alone; `rate_correlation` is what the errors of rates have in common,
// since one model predicts them all.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "harness/cost/cost_model.h"

namespace fleetmark::cost {

// Runs independent tasks by number; this layer knows no threads.
using RunAll = std::function<void(std::size_t count, const std::function<void(std::size_t)>& task)>;
void run_in_order(std::size_t count, const std::function<void(std::size_t)>& task);

struct DrawSettings {
  std::size_t samples = 10'000;
  std::uint64_t seed = 1;
  double rate_correlation = 0;    // 0..1, of the normal draws behind the rates of two devices
  RunAll run_all = run_in_order;  // the answer is the same however tasks are run
};

struct Quantiles {
  double p10 = 0, p50 = 0, p90 = 0;
};

// Part of the doubt that comes from one input: its squared rank correlation with the cost, as a
// share of the sum over inputs.
struct VarianceShare {
  std::string key;
  double share = 0;
  double rank_correlation = 0;
};

struct SimulatedCost {
  std::string id;
  Quantiles usage, allocation;         // allocation only where operations are known
  double mean = 0;                     // of the cost that is compared
  double standard_error = 0;           // of that mean
  std::vector<VarianceShare> drivers;  // largest first
};

struct Simulation {
  std::vector<SimulatedCost> costs;  // in the order of the models
  bool compares_allocation = true;   // else usage: some device's operations are unknown
  // [a][b]: share of draws in which a is cheaper than b; equal costs count half.
  std::vector<std::vector<double>> cheaper;
  std::vector<double> cheapest;  // share of draws in which each costs least; equals share theirs
};

// The values that an input of the device `id` takes in a simulation with these settings, one for
// each draw.
std::vector<double> input_draws(const CostInput& input, const std::string& id,
                                const DrawSettings& settings);

Simulation simulate(const std::vector<CostModel>& models, const DrawSettings& settings);

}  // namespace fleetmark::cost
