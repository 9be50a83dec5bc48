// SPDX-License-Identifier: Apache-2.0
// The network of sites, whose cost rises in steps: whole units, put in when the devices in service
// ask for them, at work until their life ends.
#include <algorithm>
#include <cmath>

#include "harness/fleet/plan_builder.h"

namespace fleetmark::fleet {

double fabric_there(const PlanProblem& problem, int site, const FabricStep& step) {
  double devices = 0;
  for (const auto& device : problem.devices) devices += existing_in_service(device, site, 0);
  return std::ceil(std::max(0.0, devices - step.beyond_devices) / step.per_devices - 1e-9);
}

bool is_in_service(const FabricStep& step, int start, int period) {
  return period >= start && period < start + step.life_periods;
}

void PlanBuilder::add_fabric() {
  for (int z = 0; z < sites(); ++z) {
    model_.fabric.emplace_back();
    for (std::size_t k = 0; k < p_.sites[at(z)].fabric.size(); ++k) add_fabric_step(z, k);
  }
}

void PlanBuilder::add_fabric_step(int z, std::size_t k) {
  const FabricStep& step = p_.sites[at(z)].fabric[k];
  const double base = fabric_there(p_, z, step);
  auto& columns = model_.fabric[at(z)].emplace_back();
  for (int t = 0; t < p_.periods; ++t) {
    double cost = 0;
    for (int u = t; u < p_.periods; ++u) {
      if (is_in_service(step, t, u)) cost += discount_[at(u)] * step.capital;
    }
    const std::string name = label({"s" + std::to_string(k + 1), p_.sites[at(z)].id, number(t)});
    columns.push_back(model_.milp.add_column({"fabric_" + name, cost, 0, kUnbounded, true}));
    std::vector<Term> terms;
    for (int start = 0; start <= t; ++start) {
      if (is_in_service(step, start, t)) terms.push_back({columns[at(start)], step.per_devices});
    }
    double there = 0;
    for (int i = 0; i < devices(); ++i) {
      there += existing_in_service(device(i), z, t);
      const auto more = changes(i, z, t, -1);
      terms.insert(terms.end(), more.begin(), more.end());
    }
    row(Limit::kFabric, "fabric_for_" + name, std::move(terms),
        there - step.beyond_devices - base * step.per_devices, kUnbounded);
  }
}

void PlanBuilder::fabric_cash(int until, std::vector<Term>& terms) const {
  for (int z = 0; z < sites(); ++z) {
    for (std::size_t k = 0; k < model_.fabric[at(z)].size(); ++k) {
      for (int t = 0; t <= until; ++t) {
        terms.push_back({model_.fabric[at(z)][k][at(t)], p_.sites[at(z)].fabric[k].cash_price});
      }
    }
  }
}

}  // namespace fleetmark::fleet
