// SPDX-License-Identifier: Apache-2.0
// When devices come into service and when they leave it: ramps, and retirement before a life ends.
#include <algorithm>
#include <cmath>

#include "harness/fleet/plan_builder.h"

namespace fleetmark::fleet {

std::vector<Term> PlanBuilder::started(int i, int z, int t) const {
  const int order = t - device(i).lead_periods;
  const int column = order < 0 ? -1 : model_.lots[at(i)][at(z)][at(order)];
  if (column < 0) return {};
  return {{column, device(i).devices_per_lot}};
}

void PlanBuilder::add_ramps() {
  const auto limit = [&](const std::string& id, int t, std::vector<Term> terms, double most,
                         int kind) {
    if (terms.empty()) return;
    row(Limit::kRamp, label({"started", id, number(t)}), std::move(terms), -kUnbounded, most, kind);
  };
  for (int t = 0; t < p_.periods; ++t) {
    for (int z = 0; z < sites(); ++z) {
      if (!p_.sites[at(z)].most_started) continue;
      std::vector<Term> all;
      for (int i = 0; i < devices(); ++i) {
        for (const auto& term : started(i, z, t)) all.push_back(term);
      }
      limit(p_.sites[at(z)].id, t, std::move(all), (*p_.sites[at(z)].most_started)[at(t)],
            kind_of({"started_at_sites", number(t)}));
    }
    for (int i = 0; i < devices(); ++i) {
      if (!device(i).most_started) continue;
      std::vector<Term> all;
      for (int z = 0; z < sites(); ++z) {
        for (const auto& term : started(i, z, t)) all.push_back(term);
      }
      limit(device(i).id, t, std::move(all), (*device(i).most_started)[at(t)], -1);
    }
  }
}

void PlanBuilder::add_retirements() {
  for (int i = 0; i < devices(); ++i) {
    const PlanDevice& d = device(i);
    if (!d.retirement_value) continue;
    for (const auto& group : d.existing) {
      add_retirements_of({i, group.site, {}, group.remaining_periods - 1}, 0, group.count);
    }
    for (int z = 0; z < sites(); ++z) {
      for (int order = 0; order < p_.periods; ++order) {
        const int lots = model_.lots[at(i)][at(z)][at(order)];
        if (lots < 0) continue;
        const int first = order + d.lead_periods;
        // They serve in their first period, or would not have been ordered.
        add_retirements_of({i, z, order, first + d.life_periods - 1}, first + 1,
                           model_.milp.columns[at(lots)].upper * d.devices_per_lot);
      }
    }
  }
}

// At most `most` of a group, over all periods; no more than was ordered.
void PlanBuilder::add_retirements_of(RetirementColumn group, int first, double most) {
  const PlanDevice& d = device(group.device);
  const std::string from = group.order ? "of" + number(*group.order) : "there";
  std::vector<Term> all;
  std::string name;
  for (int t = first; t <= std::min(group.last, p_.periods - 1); ++t) {
    group.period = t;
    name = label({d.id, p_.sites[at(group.site)].id, from,
                  std::to_string(model_.retirements.size() + 1), number(t)});
    group.column = model_.milp.add_column(
        {"retire_" + name, cost_of_retirement(group), 0, std::floor(most + 1e-9), true});
    all.push_back({group.column, 1});
    model_.retirements.push_back(group);
  }
  if (all.empty()) return;
  if (group.order) {
    all.push_back(
        {model_.lots[at(group.device)][at(group.site)][at(*group.order)], -d.devices_per_lot});
  }
  row(Limit::kCapacity, "retired_" + name, std::move(all), -kUnbounded, group.order ? 0 : most);
}

// Saves running and idle energy. What is left to repay falls due: of it, the periods within the
// plan are in the cost of the order already.
double PlanBuilder::cost_of_retirement(const RetirementColumn& retired) const {
  const PlanDevice& d = device(retired.device);
  double cost = -discount_[at(retired.period)] * (*d.retirement_value)[at(retired.period)];
  for (int t = retired.period; t <= retired.last; ++t) {
    if (t < p_.periods) {
      cost -= discount_[at(t)] * (d.running + idle_energy(d, retired.site, t));
    } else if (retired.order) {
      cost += std::pow(p_.discount_per_period, t) * d.capital[at(*retired.order)];
    }
  }
  return cost;
}

}  // namespace fleetmark::fleet
