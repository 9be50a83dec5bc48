// SPDX-License-Identifier: Apache-2.0
// A small plan problem in round figures: one site, one workload, two devices, three periods.
#pragma once

#include "harness/fleet/plan_problem.h"

namespace fleetmark::test {

inline fleet::PlanDevice plan_device(const std::string& id, double capital, int periods) {
  fleet::PlanDevice device;
  device.id = id;
  device.vendor = id;
  device.supply.assign(static_cast<std::size_t>(periods), 100);
  device.life_periods = 20;
  device.cash_price.assign(static_cast<std::size_t>(periods), 10 * capital);
  device.capital.assign(static_cast<std::size_t>(periods), capital);
  device.running = 1;
  device.busy_kw = device.idle_kw = device.provisioned_kw = 1;
  device.software_gain.assign(static_cast<std::size_t>(periods), 1);
  device.tpp = device.spend = capital;
  return device;
}

// "import" serves 10 a second for 10 a period, "home" 4 for 6; power is free, demand is 40.
inline fleet::PlanProblem plan_problem(int periods = 3) {
  fleet::PlanProblem p;
  p.periods = periods;
  const auto count = static_cast<std::size_t>(periods);
  p.sites = {{"here", std::vector<double>(count, 1000), 1, {}, {}, {}}};
  p.power_price = {std::vector<double>(count, 0)};
  p.devices = {plan_device("import", 10, periods), plan_device("home", 6, periods)};
  p.devices[0].is_imported = true;
  p.devices[1].is_domestic = true;
  fleet::PlanWorkload load;
  load.id = "chat";
  load.demand_per_s.assign(count, 40);
  p.workloads = {load};
  p.pairs = {{fleet::PlanPair{{{1, 10}}, 0, 0}}, {fleet::PlanPair{{{1, 4}}, 0, 0}}};
  return p;
}

// So many devices at home for each import, by count, from the first period to `last`.
inline fleet::DeviceTie plan_tie(int last, double ratio, int window_periods = 0) {
  fleet::DeviceTie tie;
  tie.rule = "tie";
  tie.imported = {1, 0};
  tie.domestic = {0, 1};
  tie.to = last;
  tie.ratio = ratio;
  tie.window_periods = window_periods;
  return tie;
}

}  // namespace fleetmark::test
