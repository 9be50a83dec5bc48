// SPDX-License-Identifier: Apache-2.0
// Small plan problems at two sites, drawn at random: networks, domains, several points of
// operation, portings, a site that may be lost, early retirement.
#pragma once

#include <random>

#include "tests/harness/fleet/fleet_builders.h"

namespace fleetmark::test {

class TwoSites {
 public:
  explicit TwoSites(unsigned seed) : random_(seed) {}

  fleet::PlanProblem draw() {
    auto p = plan_problem(2);
    p.sites.push_back(p.sites[0]);
    p.sites[1].id = "there";
    p.power_price.push_back({uniform(0, 0.001), uniform(0, 0.001)});
    p.engineers = 4;
    p.engineer_price = 5;
    for (auto& site : p.sites) {
      site.power_kw = {uniform(8, 30), uniform(8, 30)};
      site.fabric = {{"leaf", 3, 0, 20, uniform(1, 6), 5},
                     {"spine", 4, uniform(0, 4), 60, uniform(4, 12), whole(1, 3)}};
    }
    for (auto& device : p.devices) {
      device.capital = {uniform(3, 20), uniform(3, 20)};
      device.devices_per_lot = whole(1, 3);
      device.domain_devices = whole(0, 1) * whole(3, 5);
      device.idle_kw = uniform(0, 1.5);  // some draw less at work
      device.existing = {{whole(0, 1), 2, whole(1, 2)}};
    }
    p.devices[0].retirement_value = {uniform(0, 5), uniform(0, 5)};
    p.workloads[0].demand_per_s = {uniform(10, 40), uniform(20, 60)};
    p.workloads[0].rent_price = uniform(1, 4) / p.seconds_per_period();
    p.workloads[0].survives_site_loss = whole(0, 1) == 1;
    p.workloads[0].least_devices = whole(0, 3);
    for (auto& pairs : p.pairs) {
      pairs[0].points = {{1, uniform(4, 9)}, {2, uniform(4, 9)}, {whole(2, 4), uniform(4, 9)}};
    }
    p.pairs[1][0].porting_person_months = 1;
    return p;
  }

 private:
  double uniform(double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random_);
  }
  int whole(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }

  std::mt19937 random_;
};

}  // namespace fleetmark::test
