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

namespace {

// Units of one kind may stand for those of the other.
bool is_same_kind(const FabricStep& a, const FabricStep& b) {
  return a.part == b.part && a.per_devices == b.per_devices;
}

}  // namespace

void PlanBuilder::add_fabric() {
  for (int z = 0; z < sites(); ++z) {
    model_.fabric.emplace_back();
    for (std::size_t k = 0; k < p_.sites[at(z)].fabric.size(); ++k) add_fabric_step(z, k);
  }
  add_fabric_sums();
}

// Units of equal steps at work at all sites together are whole as well. That follows; but where
// only few decisions need be whole, half a unit at each of two sites is ruled out by it at once.
void PlanBuilder::add_fabric_sums() {
  std::vector<FabricStep> kinds;
  for (const auto& site : p_.sites) {
    for (const auto& step : site.fabric) {
      const auto same = [&](const FabricStep& known) { return is_same_kind(known, step); };
      if (std::ranges::none_of(kinds, same)) kinds.push_back(step);
    }
  }
  for (std::size_t k = 0; k < kinds.size(); ++k) {
    for (int t = 0; t < p_.periods; ++t) {
      add_fabric_sum(kinds[k], label({"fabric_of_all", "s" + std::to_string(k + 1), number(t)}), t);
    }
  }
}

void PlanBuilder::add_fabric_sum(const FabricStep& kind, const std::string& name, int t) {
  std::vector<Term> terms;
  for (int z = 0; z < sites(); ++z) {
    for (std::size_t k = 0; k < p_.sites[at(z)].fabric.size(); ++k) {
      const FabricStep& step = p_.sites[at(z)].fabric[k];
      if (!is_same_kind(kind, step)) continue;
      for (int start = 0; start <= t; ++start) {
        if (is_in_service(step, start, t)) terms.push_back({model_.fabric[at(z)][k][at(start)], 1});
      }
    }
  }
  if (terms.size() < 2) return;
  // Below any value, so that the relaxation gives no price to what bounds nothing.
  Column sum{.name = name, .lower = -1, .is_integer = true, .is_sum = true};
  terms.push_back({model_.milp.add_column(std::move(sum)), -1});
  row(Limit::kCapacity, name, std::move(terms), 0, 0);  // what is so by itself limits nothing
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
    const std::string size = std::to_string(step.per_devices);
    columns.push_back(
        model_.milp.add_column({.name = "fabric_" + name,
                                .cost = cost,
                                .is_integer = true,
                                .kind = kind_of({"fabric", step.part, size, number(t)})}));
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
        there - step.beyond_devices - base * step.per_devices, kUnbounded,
        kind_of({"fabric_for", step.part, size, number(t)}));
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
