// SPDX-License-Identifier: Apache-2.0
// See plan_model.h. Decisions and the limits of the fleet itself; limits of policies are in
// plan_rules.cpp.
#include "harness/fleet/plan_model.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "harness/fleet/plan_rules.h"

namespace fleetmark::fleet {
namespace {

constexpr std::array<std::string_view, kLimits> kNames{
    "the capacity of the fleet",
    "the demand",
    "the share of demand that may go unmet",
    "service without any one site",
    "the least devices of one kind for a workload",
    "the least order",
    "the supply of devices",
    "the power of a site",
    "the racks of a site",
    "the liquid cooling of a site",
    "the budget",
    "the porting of workloads",
    "the engineers who port",
    "the share of one vendor",
    "workloads kept to domestic devices",
    "the quota on imports",
    "the tie of imports to domestic purchases",
    "the domestic floor",
    "the ban on imports"};

std::string label(std::initializer_list<std::string> parts) {
  std::string text;
  for (const auto& part : parts) text += (text.empty() ? "" : "_") + part;
  for (char& c : text) {
    const bool is_plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    if (!is_plain) c = '_';
  }
  return text;
}
std::string number(int i) { return std::to_string(i + 1); }

class Builder {
 public:
  explicit Builder(const PlanProblem& problem) : p_(problem) {}

  PlanModel build() {
    double factor = 1;
    for (int t = 0; t < p_.periods; ++t, factor *= p_.discount_per_period) {
      discount_.push_back(factor);
    }
    add_lots();
    add_porting();
    add_serving();
    add_elsewhere();
    add_capacity();
    add_demand();
    add_supply();
    add_sites();
    add_budget();
    add_vendor();
    add_rules(p_, model_);
    return std::move(model_);
  }

 private:
  [[nodiscard]] int devices() const { return static_cast<int>(p_.devices.size()); }
  [[nodiscard]] int sites() const { return static_cast<int>(p_.sites.size()); }
  [[nodiscard]] int workloads() const { return static_cast<int>(p_.workloads.size()); }
  static std::size_t at(int i) { return static_cast<std::size_t>(i); }
  const PlanDevice& device(int i) const { return p_.devices[at(i)]; }
  const PlanWorkload& workload(int w) const { return p_.workloads[at(w)]; }
  const PlanPair& pair(int i, int w) const { return p_.pairs[at(i)][at(w)]; }

  void row(Limit limit, std::string name, std::vector<Term> terms, double lower, double upper) {
    model_.milp.add_row({std::move(name), std::move(terms), lower, upper, static_cast<int>(limit)});
  }

  // Discounted cost of owning one device that is ordered in `order`, over its periods in service.
  [[nodiscard]] double cost_of_order(const PlanDevice& d, int order, int site) const {
    double cost = 0;
    for (int t = order; t < p_.periods; ++t) {
      if (!is_in_service(d, order, t)) continue;
      cost += discount_[at(t)] * (d.capital[at(order)] + d.running + idle_energy(d, site, t));
    }
    return cost;
  }
  [[nodiscard]] double energy(double kw, int site, int t) const {
    return kw * p_.sites[at(site)].pue * p_.power_price[at(site)][at(t)] * p_.hours_per_period();
  }
  [[nodiscard]] double idle_energy(const PlanDevice& d, int site, int t) const {
    return energy(d.idle_kw, site, t);
  }

  void add_lots() {
    model_.lots.assign(at(devices()), {});
    for (int i = 0; i < devices(); ++i) {
      const PlanDevice& d = device(i);
      for (int z = 0; z < sites(); ++z) {
        auto& columns = model_.lots[at(i)].emplace_back();
        for (int t = 0; t < p_.periods; ++t) {
          // What would be in service in no period is not offered.
          const bool is_useful = t + d.lead_periods < p_.periods && d.supply[at(t)] > 0;
          columns.push_back(
              is_useful ? model_.milp.add_column(
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

  // Begun by period t: once begun, it stays so.
  void add_porting() {
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

  // Person-months are spread evenly over the periods that porting takes.
  void add_engineers(const PlanPair& q, const std::vector<int>& columns,
                     std::vector<std::vector<Term>>& busy) {
    const int takes = std::max(q.porting_periods, 1);
    const double each = q.porting_person_months / takes;
    for (int t = 0; t < p_.periods; ++t) {
      busy[at(t)].push_back({columns[at(t)], each});
      if (t - takes >= 0) busy[at(t)].push_back({columns[at(t - takes)], -each});
    }
  }

  // Devices that are counted one by one draw the same power at every point: the fastest is chosen
  // wherever any is, and the others get no columns.
  static int best_point(const PlanPair& pair) {
    const auto best = std::ranges::max_element(pair.points, {}, &PlanPoint::per_s);
    return static_cast<int>(best - pair.points.begin());
  }

  void add_serving() {
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

  void add_elsewhere() {
    for (int w = 0; w < workloads(); ++w) {
      auto& rent = model_.rent.emplace_back();
      auto& unmet = model_.unmet.emplace_back();
      const PlanWorkload& load = workload(w);
      for (int t = 0; t < p_.periods; ++t) {
        const double units = discount_[at(t)] * p_.seconds_per_period();
        rent.push_back(load.rent_price
                           ? model_.milp.add_column(
                                 {label({"rent", load.id, number(t)}), units * *load.rent_price})
                           : -1);
        unmet.push_back(load.most_unmet_share > 0
                            ? model_.milp.add_column(
                                  {label({"unmet", load.id, number(t)}), units * load.unmet_price,
                                   0, load.most_unmet_share * load.demand_per_s[at(t)]})
                            : -1);
      }
    }
  }

  // Devices in service at a site: those ordered in the plan, as terms.
  std::vector<Term> ordered(int i, int z, int t, double factor) const {
    std::vector<Term> terms;
    for (int order = 0; order <= t; ++order) {
      const int column = model_.lots[at(i)][at(z)][at(order)];
      if (column < 0 || !is_in_service(device(i), order, t)) continue;
      terms.push_back({column, factor * device(i).devices_per_lot});
    }
    return terms;
  }

  void add_capacity() {
    for (int i = 0; i < devices(); ++i) {
      for (int z = 0; z < sites(); ++z) {
        for (int t = 0; t < p_.periods; ++t) {
          const double works = device(i).availability;
          std::vector<Term> terms = ordered(i, z, t, -works);
          for (int w = 0; w < workloads(); ++w) {
            for (const auto& point : model_.serving[at(i)][at(w)]) {
              if (point[at(z)][at(t)] >= 0) terms.push_back({point[at(z)][at(t)], 1});
            }
          }
          row(Limit::kCapacity, label({"fleet", device(i).id, p_.sites[at(z)].id, number(t)}),
              std::move(terms), -kUnbounded, works * existing_in_service(device(i), z, t));
        }
      }
    }
  }

  // Rate of everything that serves a workload in a period, but for one site.
  std::vector<Term> served(int w, int t, int without_site) const {
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

  void add_demand() {
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
                std::move(rest), demand, kUnbounded);
          }
        }
      }
      add_ported(w);
      add_locality(w);
    }
  }

  // Enough devices to serve all of a workload on one kind alone: no more ever serve it.
  [[nodiscard]] double most_devices(int i, int w, int t) const {
    const PlanPair& q = pair(i, w);
    const double rate = q.points[at(best_point(q))].per_s;
    const PlanWorkload& load = workload(w);
    return load.demand_per_s[at(t)] * (1 + load.reserve_share) /
           (rate * device(i).software_gain[at(t)]);
  }

  void add_ported(int w) {
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

  // With a site lost, each site may have to serve all.
  [[nodiscard]] double reach(int i, int w, int t) const {
    return most_devices(i, w, t) * (workload(w).survives_site_loss ? sites() : 1);
  }

  std::vector<Term> all_sites(int i, int w, int t, double factor) const {
    std::vector<Term> terms;
    for (const auto& point : model_.serving[at(i)][at(w)]) {
      for (int z = 0; z < sites(); ++z) {
        if (point[at(z)][at(t)] >= 0) terms.push_back({point[at(z)][at(t)], factor});
      }
    }
    return terms;
  }

  // A job that must lie in one fabric: at a site either none of a kind or at least so many.
  void add_locality(int w) {
    const double least = workload(w).least_devices;
    if (least <= 0) return;
    for (int i = 0; i < devices(); ++i) {
      if (pair(i, w).points.empty()) continue;
      for (int z = 0; z < sites(); ++z) {
        for (int t = 0; t < p_.periods; ++t) {
          const std::string name =
              label({device(i).id, workload(w).id, p_.sites[at(z)].id, number(t)});
          const int used = model_.milp.add_column({"used_" + name, 0, 0, 1, true});
          std::vector<Term> terms;
          for (const auto& point : model_.serving[at(i)][at(w)]) {
            if (point[at(z)][at(t)] >= 0) terms.push_back({point[at(z)][at(t)], 1});
          }
          std::vector<Term> most = terms;
          terms.push_back({used, -least});
          most.push_back({used, -std::max(least, reach(i, w, t))});
          row(Limit::kLocality, "least_" + name, std::move(terms), 0, kUnbounded);
          row(Limit::kLocality, "most_" + name, std::move(most), -kUnbounded, 0);
        }
      }
    }
  }

  void add_supply() {
    for (int i = 0; i < devices(); ++i) {
      const PlanDevice& d = device(i);
      double most = 0;
      std::vector<Term> total;
      for (int t = 0; t < p_.periods; ++t) {
        std::vector<Term> terms;
        for (int z = 0; z < sites(); ++z) {
          const int column = model_.lots[at(i)][at(z)][at(t)];
          if (column >= 0) terms.push_back({column, d.devices_per_lot});
        }
        if (terms.empty()) continue;
        total.insert(total.end(), terms.begin(), terms.end());
        most += d.supply[at(t)];
        if (terms.size() > 1 && std::isfinite(d.supply[at(t)])) {
          row(Limit::kSupply, label({"supply", d.id, number(t)}), std::move(terms), -kUnbounded,
              d.supply[at(t)]);
        }
      }
      if (d.least_order > 0 && !total.empty()) add_least_order(d, total, most);
    }
  }

  void add_least_order(const PlanDevice& d, const std::vector<Term>& total, double most) {
    const int used = model_.milp.add_column({label({"bought", d.id}), 0, 0, 1, true});
    auto least = total;
    least.push_back({used, -d.least_order});
    row(Limit::kLeastOrder, label({"least_order", d.id}), std::move(least), 0, kUnbounded);
    auto none = total;
    none.push_back({used, -std::min(most, 1e7)});
    row(Limit::kLeastOrder, label({"no_order", d.id}), std::move(none), -kUnbounded, 0);
  }

  // Whatever devices in service take up of a site.
  template <typename Amount>
  void add_site_limit(Limit limit, int z, int t, const char* what, double most,
                      const Amount& amount) {
    std::vector<Term> terms;
    double taken = 0;
    for (int i = 0; i < devices(); ++i) {
      const double each = amount(device(i));
      if (each <= 0) continue;
      taken += each * existing_in_service(device(i), z, t);
      const auto more = ordered(i, z, t, each);
      terms.insert(terms.end(), more.begin(), more.end());
    }
    row(limit, label({what, p_.sites[at(z)].id, number(t)}), std::move(terms), -kUnbounded,
        most - taken);
  }

  void add_sites() {
    for (int z = 0; z < sites(); ++z) {
      const PlanSite& site = p_.sites[at(z)];
      for (int t = 0; t < p_.periods; ++t) {
        add_site_limit(Limit::kPower, z, t, "power", site.power_kw[at(t)],
                       [&](const PlanDevice& d) { return d.provisioned_kw * site.pue; });
        if (site.racks) {
          add_site_limit(Limit::kRacks, z, t, "racks", *site.racks,
                         [](const PlanDevice& d) { return d.rack_units; });
        }
        if (site.liquid_cooled_devices) {
          add_site_limit(Limit::kCooling, z, t, "cooling", *site.liquid_cooled_devices,
                         [](const PlanDevice& d) { return d.is_liquid_cooled ? 1.0 : 0.0; });
        }
      }
    }
  }

  // Cash up to each period within the budgets up to it.
  void add_budget() {
    if (!p_.budget) return;
    double until = 0;
    for (int t = 0; t < p_.periods; ++t) {
      until += (*p_.budget)[at(t)];
      std::vector<Term> terms;
      for (int i = 0; i < devices(); ++i) {
        const PlanDevice& d = device(i);
        for (int z = 0; z < sites(); ++z) {
          for (int order = 0; order <= t; ++order) {
            const int column = model_.lots[at(i)][at(z)][at(order)];
            if (column < 0) continue;
            const double share = order + d.lead_periods <= t ? 1 : d.prepayment_share;
            terms.push_back({column, share * d.cash_price[at(order)] * d.devices_per_lot});
          }
        }
      }
      if (terms.empty()) continue;
      row(Limit::kBudget, label({"budget", number(t)}), std::move(terms), -kUnbounded, until);
    }
  }

  void add_vendor() {
    if (!p_.most_of_one_vendor) return;
    std::vector<std::string> vendors;
    for (const auto& d : p_.devices) {
      if (std::find(vendors.begin(), vendors.end(), d.vendor) == vendors.end()) {
        vendors.push_back(d.vendor);
      }
    }
    for (const auto& vendor : vendors) {
      std::vector<Term> terms;
      for (int i = 0; i < devices(); ++i) {
        const double factor = (device(i).vendor == vendor ? 1 : 0) - *p_.most_of_one_vendor;
        for (int z = 0; z < sites(); ++z) {
          for (const int column : model_.lots[at(i)][at(z)]) {
            if (column >= 0) terms.push_back({column, factor * device(i).devices_per_lot});
          }
        }
      }
      row(Limit::kVendor, label({"vendor", vendor}), std::move(terms), -kUnbounded, 0);
    }
  }

  const PlanProblem& p_;
  PlanModel model_;
  std::vector<double> discount_;
};

}  // namespace

std::string_view name_of(Limit limit) { return kNames[static_cast<std::size_t>(limit)]; }

double existing_in_service(const PlanDevice& device, int site, int period) {
  double count = 0;
  for (const auto& group : device.existing) {
    if (group.site == site && period < group.remaining_periods) count += group.count;
  }
  return count;
}

bool is_in_service(const PlanDevice& device, int order, int period) {
  const int first = order + device.lead_periods;
  return period >= first && period < first + device.life_periods;
}

PlanModel plan_model(const PlanProblem& problem) { return Builder(problem).build(); }

}  // namespace fleetmark::fleet
