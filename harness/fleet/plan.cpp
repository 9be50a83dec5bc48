// SPDX-License-Identifier: Apache-2.0
// See plan.h.
#include "harness/fleet/plan.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

namespace fleetmark::fleet {
namespace {

constexpr double kNothing = 1e-6;

class Reader {
 public:
  Reader(const PlanProblem& problem, const PlanModel& model, const Solution& solution)
      : p_(problem), m_(model), solution_(solution) {}

  Plan read() {
    plan_.objective = solution_.objective;
    plan_.bound = solution_.bound;
    plan_.cash.assign(at(p_.periods), 0);
    plan_.power_kw.assign(p_.sites.size(), std::vector<double>(at(p_.periods)));
    served_.assign(p_.workloads.size(), 0);
    spent_.assign(p_.workloads.size(), 0);
    busy_.assign(p_.sites.size(),
                 std::vector(at(p_.periods), std::vector<double>(p_.workloads.size())));
    double factor = 1;
    for (int t = 0; t < p_.periods; ++t, factor *= p_.discount_per_period) {
      discount_.push_back(factor);
    }
    for (int i = 0; i < static_cast<int>(p_.devices.size()); ++i) read_device(i);
    for (int z = 0; z < static_cast<int>(p_.sites.size()); ++z) read_network(z);
    read_retirements();
    for (int w = 0; w < static_cast<int>(p_.workloads.size()); ++w) read_elsewhere(w);
    for (std::size_t w = 0; w < served_.size(); ++w) {
      plan_.cost_per_unit.push_back(served_[w] > 0 ? spent_[w] / served_[w] : 0);
    }
    read_binding();
    return std::move(plan_);
  }

 private:
  [[nodiscard]] double value(int column) const {
    return column < 0 ? 0 : solution_.values[at(column)];
  }
  [[nodiscard]] double energy(double kw, int z, int t) const {
    return kw * p_.sites[at(z)].pue * p_.power_price[at(z)][at(t)] * p_.hours_per_period();
  }

  void read_device(int i) {
    const PlanDevice& d = p_.devices[at(i)];
    for (int z = 0; z < static_cast<int>(p_.sites.size()); ++z) {
      for (int t = 0; t < p_.periods; ++t) {
        const double count = value(m_.lots[at(i)][at(z)][at(t)]) * d.devices_per_lot;
        if (count > kNothing) add_order(i, z, t, count);
      }
      for (int t = 0; t < p_.periods; ++t) read_stock(i, z, t);
    }
    for (std::size_t w = 0; w < p_.workloads.size(); ++w) {
      read_porting(i, static_cast<int>(w));
    }
  }

  void add_order(int i, int z, int t, double count) {
    const PlanDevice& d = p_.devices[at(i)];
    plan_.orders.push_back({i, z, t, count, count * d.cash_price[at(t)]});
    const int delivery = t + d.lead_periods;
    const double now = delivery == t ? 1 : d.prepayment_share;
    plan_.cash[at(t)] += now * count * d.cash_price[at(t)];
    if (delivery > t && delivery < p_.periods) {
      plan_.cash[at(delivery)] += (1 - now) * count * d.cash_price[at(t)];
    }
  }

  // Devices in service, what they cost in the period, and on whose account.
  void read_stock(int i, int z, int t) {
    const PlanDevice& d = p_.devices[at(i)];
    double count = existing_in_service(d, z, t) - retired(i, z, {}, t);
    double capital = 0;
    for (int order = 0; order <= t; ++order) {
      if (!is_in_service(d, order, t)) continue;
      const double left =
          value(m_.lots[at(i)][at(z)][at(order)]) * d.devices_per_lot - retired(i, z, order, t);
      count += left;
      capital += left * d.capital[at(order)];
    }
    double busy = 0;
    std::vector<double> share(p_.workloads.size());
    for (std::size_t w = 0; w < p_.workloads.size(); ++w) {
      for (std::size_t o = 0; o < m_.serving[at(i)][w].size(); ++o) {
        const double serving = value(m_.serving[at(i)][w][o][at(z)][at(t)]);
        if (serving <= kNothing) continue;
        busy += serving;
        share[w] += serving;
        busy_[at(z)][at(t)][w] += serving;
        const PlanAssignment part{i, static_cast<int>(w), static_cast<int>(o), t, serving};
        add_assignment(part, replicas_of(part, z));
      }
    }
    if (count <= kNothing) return;
    plan_.stock.push_back({i, z, t, count, busy});
    plan_.power_kw[at(z)][at(t)] += count * d.provisioned_kw * p_.sites[at(z)].pue;
    const double energy_cost =
        energy(d.idle_kw, z, t) * count + energy(d.busy_kw - d.idle_kw, z, t) * busy;
    plan_.cost.capital += discount_[at(t)] * capital;
    plan_.cost.running += discount_[at(t)] * d.running * count;
    plan_.cost.energy += discount_[at(t)] * energy_cost;
    const double all = capital + d.running * count + energy_cost;
    share_out(all, share);
  }

  // Of those ordered in a period, or there before, how many have left early and would still serve.
  [[nodiscard]] double retired(int i, int z, std::optional<int> order, int t) const {
    double count = 0;
    for (const auto& gone : m_.retirements) {
      const bool is_counted = gone.device == i && gone.site == z && gone.order == order &&
                              gone.period <= t && t <= gone.last;
      if (is_counted) count += value(gone.column);
    }
    return count;
  }

  void read_retirements() {
    for (const auto& gone : m_.retirements) {
      const PlanDevice& d = p_.devices[at(gone.device)];
      const double count = std::round(value(gone.column));
      if (count <= 0) continue;
      const double cash = count * (*d.retirement_value)[at(gone.period)];
      plan_.retirements.push_back({gone.device, gone.site, gone.period, count, cash});
      plan_.cash[at(gone.period)] -= cash;
      double left = 0;  // to repay, as of that period
      for (int t = gone.period; gone.order && t <= gone.last; ++t) {
        left +=
            std::pow(p_.discount_per_period, t - gone.period) * count * d.capital[at(*gone.order)];
      }
      plan_.cost.retirement += discount_[at(gone.period)] * (left - cash);
      share_out(left - cash, busy_[at(gone.site)][at(gone.period)]);
    }
  }

  // Units put in, and in each period their capital on the account of whoever is served there.
  void read_network(int z) {
    for (std::size_t k = 0; k < m_.fabric[at(z)].size(); ++k) {
      const FabricStep& step = p_.sites[at(z)].fabric[k];
      for (int start = 0; start < p_.periods; ++start) {
        const double units = std::round(value(m_.fabric[at(z)][k][at(start)]));
        if (units <= 0) continue;
        const double cash = units * step.cash_price;
        plan_.network.push_back({z, static_cast<int>(k), start, units, cash});
        plan_.cash[at(start)] += cash;
        for (int t = start; t < p_.periods && is_in_service(step, start, t); ++t) {
          plan_.cost.network += discount_[at(t)] * units * step.capital;
          share_out(units * step.capital, busy_[at(z)][at(t)]);
        }
      }
    }
  }

  void share_out(double amount, const std::vector<double>& busy) {
    const double all = std::accumulate(busy.begin(), busy.end(), 0.0);
    for (std::size_t w = 0; w < busy.size(); ++w) {
      if (all > 0) spent_[w] += amount * busy[w] / all;
    }
  }

  // As many as the devices at work ask for. The program may hold more where that costs nothing; a
  // job in one fabric holds what its rule asks for.
  [[nodiscard]] double replicas_of(const PlanAssignment& part, int z) const {
    const auto& [i, w, o, t] = std::tie(part.device, part.workload, part.point, part.period);
    const double held = value(m_.replicas[at(i)][at(w)][at(o)][at(z)][at(t)]);
    if (p_.least_devices(at(i), at(w)) > 0) return std::round(held);
    const double group = p_.pairs[at(i)][at(w)].points[at(o)].group_devices;
    return std::ceil(part.count / (group * share_at_work(p_.devices[at(i)], t)) - kNothing);
  }

  void add_assignment(PlanAssignment part, double replicas) {
    const double rate = p_.pairs[at(part.device)][at(part.workload)].points[at(part.point)].per_s *
                        p_.devices[at(part.device)].software_gain[at(part.period)];
    part.replicas = replicas;
    part.per_s = part.count * rate;
    const auto same = [&](const PlanAssignment& a) {
      return a.device == part.device && a.workload == part.workload && a.point == part.point &&
             a.period == part.period;
    };
    const auto found = std::ranges::find_if(plan_.assignments, same);
    if (found == plan_.assignments.end()) {
      plan_.assignments.push_back(part);
      return;
    }
    found->count += part.count;
    found->replicas += part.replicas;
    found->per_s += part.per_s;
  }

  void read_porting(int i, int w) {
    const auto& begun = m_.porting[at(i)][at(w)];
    for (int t = 0; t < static_cast<int>(begun.size()); ++t) {
      if (value(begun[at(t)]) < 0.5) continue;
      plan_.portings.push_back({i, w, t});
      const double price = p_.pairs[at(i)][at(w)].porting_person_months * p_.engineer_price;
      plan_.cost.porting += discount_[at(t)] * price;
      spent_[at(w)] += price;
      return;
    }
  }

  void read_elsewhere(int w) {
    const PlanWorkload& load = p_.workloads[at(w)];
    const double seconds = p_.seconds_per_period();
    for (int t = 0; t < p_.periods; ++t) {
      const double rented = value(m_.rent[at(w)][at(t)]);
      const double unmet = value(m_.unmet[at(w)][at(t)]);
      const double rent = rented * seconds * load.rent_price.value_or(0);
      plan_.cost.rent += discount_[at(t)] * rent;
      plan_.cost.unmet += discount_[at(t)] * unmet * seconds * load.unmet_price;
      spent_[at(w)] += rent;
      served_[at(w)] += (load.demand_per_s[at(t)] - unmet) * seconds;
      if (rented > kNothing || unmet > kNothing) {
        plan_.elsewhere.push_back({w, t, rented, unmet});
      }
    }
  }

  void read_binding() {
    for (const auto& row : m_.milp.rows) {
      const auto limit = static_cast<Limit>(row.family);
      if (limit == Limit::kCapacity || limit == Limit::kDemand || limit == Limit::kPorting)
        continue;
      double sum = 0;
      double scale = 0;
      for (const auto& term : row.terms) {
        sum += term.factor * value(term.column);
        scale = std::max(scale, std::abs(term.factor * value(term.column)));
      }
      // A row in which nothing happens holds back nothing.
      if (scale <= kNothing) continue;
      const double near = 1e-6 * std::max(1.0, scale);
      const bool is_binding = sum > row.upper - near || sum < row.lower + near;
      if (!is_binding) continue;
      const auto found = std::ranges::find(plan_.binding, limit, &BindingLimit::limit);
      if (found == plan_.binding.end()) {
        plan_.binding.push_back({limit, {row.name}});
      } else {
        found->rows.push_back(row.name);
      }
    }
  }

  const PlanProblem& p_;
  const PlanModel& m_;
  const Solution& solution_;
  Plan plan_;
  std::vector<double> discount_, served_, spent_;
  std::vector<std::vector<std::vector<double>>> busy_;  // devices at work, [site][period][workload]
};

}  // namespace

Plan plan_of(const PlanProblem& problem, const PlanModel& model, const Solution& solution) {
  return Reader(problem, model, solution).read();
}

}  // namespace fleetmark::fleet
