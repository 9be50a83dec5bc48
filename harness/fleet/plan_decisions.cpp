// SPDX-License-Identifier: Apache-2.0
// What a plan decides: orders, portings, who serves what, what is served elsewhere; with their
// costs.
#include <algorithm>
#include <cmath>

#include "harness/fleet/plan_builder.h"

namespace fleetmark::fleet {

double PlanBuilder::cost_of_order(const PlanDevice& d, int order, int site) const {
  double cost = 0;
  for (int t = order; t < p_.periods; ++t) {
    if (!is_in_service(d, order, t)) continue;
    cost += discount_[at(t)] * (d.capital[at(order)] + d.running + idle_energy(d, site, t));
  }
  return cost;
}

double PlanBuilder::energy(double kw, int site, int t) const {
  return kw * p_.sites[at(site)].pue * p_.power_price[at(site)][at(t)] * p_.hours_per_period();
}

double PlanBuilder::idle_energy(const PlanDevice& d, int site, int t) const {
  return energy(d.idle_kw, site, t);
}

void PlanBuilder::add_lots() {
  model_.lots.assign(at(devices()), {});
  for (int i = 0; i < devices(); ++i) {
    const PlanDevice& d = device(i);
    for (int z = 0; z < sites(); ++z) {
      auto& columns = model_.lots[at(i)].emplace_back();
      for (int t = 0; t < p_.periods; ++t) {
        // What would be in service in no period is not offered.
        const bool is_useful = t + d.lead_periods < p_.periods && d.supply[at(t)] > 0;
        columns.push_back(is_useful
                              ? model_.milp.add_column(
                                    {label({"lots", d.id, p_.sites[at(z)].id, number(t)}),
                                     d.devices_per_lot * cost_of_order(d, t, z), 0,
                                     std::floor(d.supply[at(t)] / d.devices_per_lot + 1e-9), true})
                              : -1);
      }
    }
  }
  for (int i = 0; i < devices(); ++i) {
    for (int z = 0; z < sites(); ++z) {
      for (int t = 0; t < p_.periods; ++t) {
        const double there = existing_in_service(device(i), z, t);
        model_.milp.constant +=
            there * discount_[at(t)] * (device(i).running + idle_energy(device(i), z, t));
      }
    }
  }
}

void PlanBuilder::add_porting() {
  model_.porting.assign(at(devices()), std::vector<std::vector<int>>(at(workloads())));
  std::vector<std::vector<Term>> busy(at(p_.periods));
  for (int i = 0; i < devices(); ++i) {
    for (int w = 0; w < workloads(); ++w) {
      const PlanPair& q = pair(i, w);
      if (q.points.empty() || q.porting_person_months <= 0) continue;
      auto& columns = model_.porting[at(i)][at(w)];
      const double price = q.porting_person_months * p_.engineer_price;
      for (int t = 0; t < p_.periods; ++t) {
        // Paid at the discount of the period that it begins in.
        const double next = t + 1 < p_.periods ? discount_[at(t + 1)] : 0;
        columns.push_back(
            model_.milp.add_column({label({"port", device(i).id, workload(w).id, number(t)}),
                                    price * (discount_[at(t)] - next), 0, 1, true}));
        if (t > 0) {
          row(Limit::kPorting, label({"begun", device(i).id, workload(w).id, number(t)}),
              {{columns[at(t)], 1}, {columns[at(t - 1)], -1}}, 0, kUnbounded);
        }
      }
      add_engineers(q, columns, busy);
    }
  }
  for (int t = 0; t < p_.periods; ++t) {
    if (busy[at(t)].empty()) continue;
    row(Limit::kEngineers, label({"engineers", number(t)}), busy[at(t)], -kUnbounded,
        p_.engineers * p_.months_per_period);
  }
}

void PlanBuilder::add_engineers(const PlanPair& q, const std::vector<int>& columns,
                                std::vector<std::vector<Term>>& busy) {
  const int takes = std::max(q.porting_periods, 1);
  const double each = q.porting_person_months / takes;
  for (int t = 0; t < p_.periods; ++t) {
    busy[at(t)].push_back({columns[at(t)], each});
    if (t - takes >= 0) busy[at(t)].push_back({columns[at(t - takes)], -each});
  }
}

int PlanBuilder::best_point(const PlanPair& pair) {
  const auto best = std::ranges::max_element(pair.points, {}, &PlanPoint::per_s);
  return static_cast<int>(best - pair.points.begin());
}

void PlanBuilder::add_serving() {
  using std::vector;
  model_.serving.assign(at(devices()), vector<vector<vector<vector<int>>>>(at(workloads())));
  for (int i = 0; i < devices(); ++i) {
    for (int w = 0; w < workloads(); ++w) {
      for (std::size_t o = 0; o < pair(i, w).points.size(); ++o) {
        auto& by_site = model_.serving[at(i)][at(w)].emplace_back();
        for (int z = 0; z < sites(); ++z) {
          auto& columns = by_site.emplace_back();
          if (static_cast<int>(o) != best_point(pair(i, w))) {
            columns.assign(at(p_.periods), -1);
            continue;
          }
          for (int t = 0; t < p_.periods; ++t) {
            const double kw = device(i).busy_kw - device(i).idle_kw;
            columns.push_back(model_.milp.add_column(
                {label({"serve", device(i).id, workload(w).id, "o" + std::to_string(o + 1),
                        p_.sites[at(z)].id, number(t)}),
                 discount_[at(t)] * energy(kw, z, t), 0, kUnbounded, false}));
          }
        }
      }
    }
  }
}

void PlanBuilder::add_elsewhere() {
  for (int w = 0; w < workloads(); ++w) {
    auto& rent = model_.rent.emplace_back();
    auto& unmet = model_.unmet.emplace_back();
    const PlanWorkload& load = workload(w);
    for (int t = 0; t < p_.periods; ++t) {
      const double units = discount_[at(t)] * p_.seconds_per_period();
      rent.push_back(load.rent_price ? model_.milp.add_column({label({"rent", load.id, number(t)}),
                                                               units * *load.rent_price})
                                     : -1);
      unmet.push_back(load.most_unmet_share > 0
                          ? model_.milp.add_column(
                                {label({"unmet", load.id, number(t)}), units * load.unmet_price, 0,
                                 load.most_unmet_share * load.demand_per_s[at(t)]})
                          : -1);
    }
  }
}

}  // namespace fleetmark::fleet
