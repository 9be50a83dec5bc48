// SPDX-License-Identifier: Apache-2.0
// What a plan decides: orders, portings, who serves what, what is served elsewhere; with their
// costs.
#include <algorithm>
#include <cmath>

#include "harness/fleet/plan_builder.h"
#include "harness/fleet/replica_fit.h"

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
        if (!is_useful) {
          columns.push_back(-1);
          continue;
        }
        columns.push_back(
            model_.milp.add_column({.name = label({"lots", d.id, p_.sites[at(z)].id, number(t)}),
                                    .cost = d.devices_per_lot * cost_of_order(d, t, z),
                                    .upper = std::floor(d.supply[at(t)] / d.devices_per_lot + 1e-9),
                                    .is_integer = true,
                                    .kind = kind_of({"lots", d.id, number(t)})}));
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
      if (points(i, w).empty() || q.porting_person_months <= 0) continue;
      auto& columns = model_.porting[at(i)][at(w)];
      const double price = q.porting_person_months * p_.engineer_price;
      for (int t = 0; t < p_.periods; ++t) {
        // Paid at the discount of the period that it begins in.
        const double next = t + 1 < p_.periods ? discount_[at(t + 1)] : 0;
        columns.push_back(
            model_.milp.add_column({label({"port", device(i).id, workload(w).id, number(t)}),
                                    price * (discount_[at(t)] - next), 0, 1, true, false, true}));
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

void PlanBuilder::add_serving() {
  for (int i = 0; i < devices(); ++i) {
    auto& serving = model_.serving.emplace_back(at(workloads()));
    auto& replicas = model_.replicas.emplace_back(at(workloads()));
    for (int w = 0; w < workloads(); ++w) {
      const std::vector<std::vector<int>> none(at(sites()), std::vector<int>(at(p_.periods), -1));
      serving[at(w)].assign(pair(i, w).points.size(), none);
      replicas[at(w)] = serving[at(w)];
      for (const std::size_t o : points(i, w)) add_serving_at(i, w, o);
    }
  }
}

bool PlanBuilder::is_spare(int i, int w, std::size_t o) const {
  const auto& all = pair(i, w).points;
  const auto taken = [&](std::size_t k) {
    const int group = all[k].group_devices;
    return *devices_taken(group, device(i).domain_devices) / static_cast<double>(group);
  };
  return std::ranges::any_of(points(i, w), [&](std::size_t k) {
    if (k == o || all[k].per_s < all[o].per_s || taken(k) > taken(o)) return false;
    const bool is_equal = all[k].per_s == all[o].per_s && taken(k) == taken(o);
    return !is_equal || k < o;
  });
}

void PlanBuilder::add_serving_at(int i, int w, std::size_t o) {
  const double kw = device(i).busy_kw - device(i).idle_kw;
  const bool is_left_out = is_spare(i, w, o);
  for (int z = 0; z < sites(); ++z) {
    for (int t = 0; t < p_.periods; ++t) {
      const std::string point = "o" + std::to_string(o + 1);
      const std::string name =
          label({device(i).id, workload(w).id, point, p_.sites[at(z)].id, number(t)});
      const auto kind = [&](const char* what) {
        return kind_of({what, device(i).id, workload(w).id, point, number(t)});
      };
      model_.serving[at(i)][at(w)][o][at(z)][at(t)] =
          model_.milp.add_column({.name = "serve_" + name,
                                  .cost = discount_[at(t)] * energy(kw, z, t),
                                  .is_spare = is_left_out,
                                  .kind = kind("serve")});
      model_.replicas[at(i)][at(w)][o][at(z)][at(t)] =
          model_.milp.add_column({.name = "replicas_" + name,
                                  .is_integer = true,
                                  .is_detail = true,
                                  .is_spare = is_left_out,
                                  .kind = kind("replicas")});
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
