// SPDX-License-Identifier: Apache-2.0
// What serving asks: whole replicas within the fleet, demand, a site lost, ported workloads, jobs
// in one fabric.
#include <algorithm>
#include <cmath>

#include "harness/fleet/plan_builder.h"
#include "harness/fleet/replica_fit.h"

namespace fleetmark::fleet {

std::vector<Term> PlanBuilder::changes(int i, int z, int t, double factor) const {
  return changes_in_service(p_, model_, i, z, t, factor);
}

void PlanBuilder::add_capacity() {
  for (int i = 0; i < devices(); ++i) {
    for (int z = 0; z < sites(); ++z) {
      for (int t = 0; t < p_.periods; ++t) {
        std::vector<Term> terms = changes(i, z, t, -1);
        for (int w = 0; w < workloads(); ++w) {
          for (const std::size_t o : points(i, w)) {
            const int group = pair(i, w).points[o].group_devices;
            terms.push_back({model_.replicas[at(i)][at(w)][o][at(z)][at(t)],
                             *devices_taken(group, device(i).domain_devices)});
            add_replicas(i, w, o, z, t);
          }
        }
        row(Limit::kCapacity, label({"fleet", device(i).id, p_.sites[at(z)].id, number(t)}),
            std::move(terms), -kUnbounded, existing_in_service(device(i), z, t),
            kind_of({"fleet", device(i).id, number(t)}));
      }
    }
  }
}

void PlanBuilder::add_replicas(int i, int w, std::size_t o, int z, int t) {
  const double at_work = share_at_work(device(i), t) * pair(i, w).points[o].group_devices;
  const std::string point = "o" + std::to_string(o + 1);
  row(Limit::kCapacity,
      label({"whole", device(i).id, workload(w).id, point, p_.sites[at(z)].id, number(t)}),
      {{model_.serving[at(i)][at(w)][o][at(z)][at(t)], 1},
       {model_.replicas[at(i)][at(w)][o][at(z)][at(t)], -at_work}},
      -kUnbounded, 0, kind_of({"whole", device(i).id, workload(w).id, point, number(t)}));
}

std::vector<Term> PlanBuilder::served(int w, int t, int without_site) const {
  std::vector<Term> terms;
  for (int i = 0; i < devices(); ++i) {
    const auto& points = pair(i, w).points;
    for (std::size_t o = 0; o < points.size(); ++o) {
      const double rate = points[o].per_s * device(i).software_gain[at(t)];
      for (int z = 0; z < sites(); ++z) {
        const int column = model_.serving[at(i)][at(w)][o][at(z)][at(t)];
        if (z != without_site && column >= 0) terms.push_back({column, rate});
      }
    }
  }
  return terms;
}

void PlanBuilder::add_demand() {
  for (int w = 0; w < workloads(); ++w) {
    const PlanWorkload& load = workload(w);
    for (int t = 0; t < p_.periods; ++t) {
      const double demand = load.demand_per_s[at(t)];
      const auto elsewhere = [&](std::vector<Term>& terms, double factor) {
        if (const int c = model_.rent[at(w)][at(t)]; c >= 0) terms.push_back({c, factor});
        if (const int c = model_.unmet[at(w)][at(t)]; c >= 0) terms.push_back({c, factor});
      };
      auto terms = served(w, t, -1);
      elsewhere(terms, 1 + load.reserve_share);
      row(Limit::kDemand, label({"demand", load.id, number(t)}), std::move(terms),
          demand * (1 + load.reserve_share), kUnbounded);
      if (load.survives_site_loss && sites() > 1) {
        for (int z = 0; z < sites(); ++z) {
          auto rest = served(w, t, z);
          elsewhere(rest, 1);
          row(Limit::kSiteLoss, label({"without", p_.sites[at(z)].id, load.id, number(t)}),
              std::move(rest), demand, kUnbounded, kind_of({"without", load.id, number(t)}));
        }
      }
    }
    add_ported(w);
    add_locality(w);
  }
}

std::vector<std::size_t> PlanBuilder::points(int i, int w) const {
  return useful_points(pair(i, w), device(i).domain_devices);
}

double PlanBuilder::largest_group(int i, int w) const {
  int largest = 0;
  for (const std::size_t o : points(i, w)) {
    largest = std::max(largest, pair(i, w).points[o].group_devices);
  }
  return largest;
}

double PlanBuilder::slowest_rate(int i, int w) const {
  double slowest = kUnbounded;
  for (const std::size_t o : points(i, w)) {
    slowest = std::min(slowest, pair(i, w).points[o].per_s);
  }
  return slowest;
}

double PlanBuilder::reach(int i, int w, int t) const {
  const PlanWorkload& load = workload(w);
  const double all = load.demand_per_s[at(t)] * (1 + load.reserve_share) /
                     (slowest_rate(i, w) * device(i).software_gain[at(t)]);
  return all * (load.survives_site_loss ? sites() : 1);
}

std::vector<Term> PlanBuilder::all_sites(int i, int w, int t, double factor) const {
  std::vector<Term> terms;
  for (const auto& point : model_.serving[at(i)][at(w)]) {
    for (int z = 0; z < sites(); ++z) {
      if (point[at(z)][at(t)] >= 0) terms.push_back({point[at(z)][at(t)], factor});
    }
  }
  return terms;
}

void PlanBuilder::add_ported(int w) {
  for (int i = 0; i < devices(); ++i) {
    const auto& begun = model_.porting[at(i)][at(w)];
    if (begun.empty()) continue;
    for (int t = 0; t < p_.periods; ++t) {
      std::vector<Term> terms = all_sites(i, w, t, 1);
      const int start = t - pair(i, w).porting_periods;
      if (start >= 0) terms.push_back({begun[at(start)], -reach(i, w, t)});
      row(Limit::kPorting, label({"ported", device(i).id, workload(w).id, number(t)}),
          std::move(terms), -kUnbounded, 0);
    }
  }
}

void PlanBuilder::add_locality(int w) {
  for (int i = 0; i < devices(); ++i) {
    const double least = p_.least_devices(at(i), at(w));
    if (least <= 0 || points(i, w).empty()) continue;
    for (int z = 0; z < sites(); ++z) {
      for (int t = 0; t < p_.periods; ++t) {
        const std::string name =
            label({device(i).id, workload(w).id, p_.sites[at(z)].id, number(t)});
        const int kind = kind_of({"used", device(i).id, workload(w).id, number(t)});
        const int used = model_.milp.add_column(
            {.name = "used_" + name, .upper = 1, .is_integer = true, .kind = kind});
        std::vector<Term> terms;
        for (const std::size_t o : points(i, w)) {
          terms.push_back({model_.replicas[at(i)][at(w)][o][at(z)][at(t)],
                           static_cast<double>(pair(i, w).points[o].group_devices)});
        }
        std::vector<Term> most = terms;
        terms.push_back({used, -least});
        // Devices that are needed beyond those at work are few: one replica is not full.
        const double held = std::max(least, reach(i, w, t) / share_at_work(device(i), t));
        most.push_back(
            {used, -(held + static_cast<double>(points(i, w).size()) * largest_group(i, w))});
        row(Limit::kLocality, "least_" + name, std::move(terms), 0, kUnbounded,
            kind_of({"least", device(i).id, workload(w).id, number(t)}));
        row(Limit::kLocality, "most_" + name, std::move(most), -kUnbounded, 0,
            kind_of({"most", device(i).id, workload(w).id, number(t)}));
      }
    }
  }
}

}  // namespace fleetmark::fleet
