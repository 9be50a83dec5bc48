// SPDX-License-Identifier: Apache-2.0
// See brute_force.h.
#include "tests/harness/fleet/brute_force.h"

#include <algorithm>
#include <cmath>

namespace fleetmark::test {
namespace {

using fleet::PlanDevice;
using fleet::PlanProblem;

constexpr double kSlack = 1e-9;

std::size_t at(int i) { return static_cast<std::size_t>(i); }

// Of those ordered in a period, or there before (order -1; one group at most).
struct Retired {
  int device, order, period;
  double count;
};

struct Plan {
  std::vector<std::vector<double>> ordered;  // devices by [device][period]
  std::vector<Retired> retired;
  std::vector<int> port_start;  // period; the number of periods: never
};

class Judge {
 public:
  Judge(const PlanProblem& problem, const Plan& plan) : p_(problem), plan_(plan) {}

  std::optional<double> cost() {
    if (!holds_retirements() || !holds_ramps() || !holds_orders() || !holds_sites() ||
        !holds_budget() || !holds_rules() || !holds_engineers()) {
      return std::nullopt;
    }
    double cost = 0;
    double discount = 1;
    for (int t = 0; t < p_.periods; ++t, discount *= p_.discount_per_period) {
      const auto serving = serve(t);
      if (!serving) return std::nullopt;
      cost += discount *
              (*serving + owning(t) + network_cost(t) + retirement_cost(t) + begun_porting(t));
    }
    return cost;
  }

 private:
  [[nodiscard]] int devices() const { return static_cast<int>(p_.devices.size()); }
  [[nodiscard]] int workloads() const { return static_cast<int>(p_.workloads.size()); }
  [[nodiscard]] double ordered(int i, int from, int to) const {
    double sum = 0;
    for (int t = std::max(from, 0); t <= std::min(to, p_.periods - 1); ++t) {
      sum += plan_.ordered[at(i)][at(t)];
    }
    return sum;
  }
  [[nodiscard]] double in_service(int i, int t) const {
    const PlanDevice& d = p_.devices[at(i)];
    double count = there_before(i, t) - retired(i, -1, t);
    for (int order = 0; order <= t; ++order) {
      const int first = order + d.lead_periods;
      if (t >= first && t < first + d.life_periods) {
        count += plan_.ordered[at(i)][at(order)] - retired(i, order, t);
      }
    }
    return count;
  }
  // Of a group, those gone by `t` that would serve in it.
  [[nodiscard]] double retired(int i, int order, int t) const {
    if (order < 0 && there_before(i, t) == 0) return 0;
    double count = 0;
    for (const auto& gone : plan_.retired) {
      if (gone.device == i && gone.order == order && gone.period <= t) count += gone.count;
    }
    return count;
  }
  [[nodiscard]] bool holds_retirements() const {
    for (const auto& gone : plan_.retired) {
      const double all = gone.order < 0 ? there_before(gone.device, 0)
                                        : plan_.ordered[at(gone.device)][at(gone.order)];
      if (retired(gone.device, gone.order, gone.period) > all) return false;
    }
    return true;
  }
  [[nodiscard]] double retirement_cost(int t) const {
    double cost = 0;
    for (const auto& gone : plan_.retired) {
      if (gone.period != t) continue;
      const PlanDevice& d = p_.devices[at(gone.device)];
      double book = 0;
      double discount = 1;
      const int end = gone.order + d.lead_periods + d.life_periods;
      for (int u = t; gone.order >= 0 && u < end; ++u, discount *= p_.discount_per_period) {
        book += discount * d.capital[at(gone.order)];
      }
      cost += gone.count * (book - (*d.retirement_value)[at(t)]);
    }
    return cost;
  }
  [[nodiscard]] double there_before(int i, int t) const {
    double count = 0;
    for (const auto& group : p_.devices[at(i)].existing) {
      if (t < group.remaining_periods) count += group.count;
    }
    return count;
  }

  [[nodiscard]] bool holds_orders() const {
    double all = 0;
    for (int i = 0; i < devices(); ++i) all += ordered(i, 0, p_.periods);
    for (int i = 0; i < devices(); ++i) {
      const PlanDevice& d = p_.devices[at(i)];
      for (int t = 0; t < p_.periods; ++t) {
        const double count = plan_.ordered[at(i)][at(t)];
        if (count > d.supply[at(t)] + kSlack) return false;
      }
      const double total = ordered(i, 0, p_.periods);
      if (total > 0 && total < d.least_order - kSlack) return false;
      if (p_.most_of_one_vendor && total > *p_.most_of_one_vendor * all + kSlack) return false;
    }
    return true;
  }

  [[nodiscard]] bool holds_ramps() const {
    for (int t = 0; t < p_.periods; ++t) {
      double all = 0;
      for (int i = 0; i < devices(); ++i) {
        const PlanDevice& d = p_.devices[at(i)];
        const int order = t - d.lead_periods;
        const double started = order < 0 ? 0 : plan_.ordered[at(i)][at(order)];
        if (d.most_started && started > (*d.most_started)[at(t)] + kSlack) return false;
        all += started;
      }
      const auto& most = p_.sites[0].most_started;
      if (most && all > (*most)[at(t)] + kSlack) return false;
    }
    return true;
  }

  [[nodiscard]] bool holds_sites() const {
    for (int t = 0; t < p_.periods; ++t) {
      double kw = 0;
      for (int i = 0; i < devices(); ++i) {
        kw += in_service(i, t) * p_.devices[at(i)].provisioned_kw * p_.sites[0].pue;
      }
      if (kw > p_.sites[0].power_kw[at(t)] + kSlack) return false;
    }
    return true;
  }

  // Units of each step put in by period: as late as the devices allow.
  [[nodiscard]] std::vector<std::vector<double>> network() const {
    std::vector<std::vector<double>> all;
    for (const auto& step : p_.sites[0].fabric) {
      auto& put_in = all.emplace_back(at(p_.periods));
      const auto needed = [&](double devices) {
        return devices <= step.beyond_devices
                   ? 0
                   : std::ceil((devices - step.beyond_devices) / step.per_devices - kSlack);
      };
      double first = 0;
      for (int i = 0; i < devices(); ++i) first += there_before(i, 0);
      for (int t = 0; t < p_.periods; ++t) {
        double devices_now = 0;
        for (int i = 0; i < devices(); ++i) devices_now += in_service(i, t);
        double units = needed(first);
        for (int start = std::max(0, t - step.life_periods + 1); start < t; ++start) {
          units += put_in[at(start)];
        }
        put_in[at(t)] = std::max(0.0, needed(devices_now) - units);
      }
    }
    return all;
  }

  [[nodiscard]] double network_cost(int t) const {
    double cost = 0;
    const auto all = network();
    for (std::size_t k = 0; k < all.size(); ++k) {
      const auto& step = p_.sites[0].fabric[k];
      for (int start = std::max(0, t - step.life_periods + 1); start <= t; ++start) {
        cost += all[k][at(start)] * step.capital;
      }
    }
    return cost;
  }

  [[nodiscard]] bool holds_budget() const {
    if (!p_.budget) return true;
    double left = 0;
    const auto units = network();
    for (int t = 0; t < p_.periods; ++t) {
      left += (*p_.budget)[at(t)];
      for (const auto& gone : plan_.retired) {
        if (gone.period != t) continue;
        left += gone.count * (*p_.devices[at(gone.device)].retirement_value)[at(t)];
      }
      for (std::size_t k = 0; k < units.size(); ++k) {
        left -= units[k][at(t)] * p_.sites[0].fabric[k].cash_price;
      }
      for (int i = 0; i < devices(); ++i) {
        const PlanDevice& d = p_.devices[at(i)];
        const double share = d.lead_periods == 0 ? 1 : d.prepayment_share;
        left -= plan_.ordered[at(i)][at(t)] * d.cash_price[at(t)] * share;
        const int order = t - d.lead_periods;
        if (d.lead_periods > 0 && order >= 0) {
          left -=
              plan_.ordered[at(i)][at(order)] * d.cash_price[at(order)] * (1 - d.prepayment_share);
        }
      }
      if (left < -1e-6) return false;
    }
    return true;
  }

  // What is ordered at home goes to the batch that is due first, once.
  bool serves_batches(const fleet::DeviceTie& tie) const {
    std::vector<double> owed(at(p_.periods), 0);
    for (int now = tie.from; now < p_.periods; ++now) {
      double bought = 0;
      for (int i = 0; i < devices(); ++i) {
        if (now <= tie.to) owed[at(now)] += tie.ratio * tie.imported[at(i)] * ordered(i, now, now);
        bought += tie.domestic[at(i)] * ordered(i, now, now);
      }
      for (int batch = tie.from; batch <= now; ++batch) {
        const double paid = std::min(owed[at(batch)], bought);
        owed[at(batch)] -= paid;
        bought -= paid;
        const int due = std::min(batch + tie.window_periods, p_.periods - 1);
        if (due <= now && owed[at(batch)] > 1e-7) return false;
      }
    }
    return true;
  }

  [[nodiscard]] bool holds_rules() const {
    for (const auto& ban : p_.bans) {
      for (const int i : ban.devices) {
        if (ordered(i, ban.from, ban.to) > 0) return false;
      }
    }
    for (const auto& quota : p_.quotas) {
      int span = 0;
      for (int from = quota.from; from <= quota.to; from += quota.span_periods, ++span) {
        const int to = std::min(from + quota.span_periods - 1, quota.to);
        double count = 0;
        for (const int i : quota.devices) {
          count += ordered(i, quota.is_carried_over ? quota.from : from, to);
        }
        if (count > quota.limit * (quota.is_carried_over ? span + 1 : 1) + kSlack) return false;
      }
    }
    for (const auto& tie : p_.ties) {
      for (int t = tie.from; t <= tie.to; ++t) {
        const int due = std::min(t + tie.window_periods, p_.periods - 1);
        double owed = 0;
        double bought = 0;
        for (int i = 0; i < devices(); ++i) {
          owed += tie.ratio * tie.imported[at(i)] * ordered(i, tie.from, t);
          bought += tie.domestic[at(i)] * ordered(i, tie.from, due);
        }
        if (bought < owed - 1e-7) return false;
      }
      if (tie.is_per_batch && !serves_batches(tie)) return false;
    }
    for (const auto& floor : p_.floors) {
      for (int t = floor.from; t <= floor.to; ++t) {
        double all = 0;
        double domestic = 0;
        for (int i = 0; i < devices(); ++i) {
          const double count = floor.is_of_fleet ? in_service(i, t) : ordered(i, floor.from, t);
          all += floor.all[at(i)] * count;
          domestic += floor.domestic[at(i)] * count;
        }
        if (domestic < floor.share * all - 1e-7) return false;
      }
    }
    return true;
  }

  [[nodiscard]] bool holds_engineers() const {
    for (int t = 0; t < p_.periods; ++t) {
      double months = 0;
      for (int i = 0; i < devices(); ++i) {
        const auto& pair = p_.pairs[at(i)][0];
        const int takes = std::max(pair.porting_periods, 1);
        const int start = plan_.port_start[at(i)];
        if (t >= start && t < start + takes) months += pair.porting_person_months / takes;
      }
      if (months > p_.engineers * p_.months_per_period + kSlack) return false;
    }
    return true;
  }

  [[nodiscard]] double energy(double kw, int t) const {
    return kw * p_.sites[0].pue * p_.power_price[0][at(t)] * p_.hours_per_period();
  }

  // A way of one device to serve one workload.
  struct Way {
    int device, workload, point;
  };
  [[nodiscard]] std::vector<Way> ways_of(int i, int t) const {
    std::vector<Way> ways;
    for (int w = 0; w < workloads(); ++w) {
      const auto& pair = p_.pairs[at(i)][at(w)];
      const bool is_ported =
          pair.porting_person_months <= 0 || t >= plan_.port_start[at(i)] + pair.porting_periods;
      const bool is_barred = p_.workloads[at(w)].is_domestic_only && !p_.devices[at(i)].is_domestic;
      if (!is_ported || is_barred) continue;
      for (int o = 0; o < static_cast<int>(pair.points.size()); ++o) {
        const int group = pair.points[at(o)].group_devices;
        const int domain = p_.devices[at(i)].domain_devices;
        if (domain > 0 && group > domain && group % domain != 0) continue;
        ways.push_back({i, w, o});
      }
    }
    return ways;
  }

  struct Offer {
    double price, amount;
  };
  using Offers = std::vector<std::vector<Offer>>;  // [workload]

  [[nodiscard]] static double working(const PlanDevice& d, int t) {
    return d.under_repair.empty() ? d.availability
                                  : d.availability - d.availability * d.under_repair[at(t)];
  }

  // Least cost of serving in a period; HUGE_VAL where it cannot be. Device after device, every
  // number of replicas; what is left goes to the last way, where it costs nothing.
  double split(const std::vector<std::vector<Way>>& ways, std::size_t i, std::size_t way,
               double left, int t, Offers& offers) const {
    if (i == ways.size()) return fill(offers, t);
    if (way == ways[i].size()) {
      const double next = i + 1 < ways.size() ? in_service(static_cast<int>(i) + 1, t) : 0;
      return split(ways, i + 1, 0, next, t, offers);
    }
    const Way& here = ways[i][way];
    const PlanDevice& d = p_.devices[i];
    const auto& point = p_.pairs[i][at(here.workload)].points[at(here.point)];
    // In a domain stand as many as fit whole.
    const int domain = d.domain_devices;
    const bool is_inside = domain > 0 && point.group_devices <= domain;
    const int replicas = is_inside ? domain / point.group_devices : 1;
    const double taken = is_inside ? static_cast<double>(domain) / replicas : point.group_devices;
    const int most = static_cast<int>(std::floor(left / taken + kSlack));
    const double rate = point.per_s * d.software_gain[at(t)];
    double best = HUGE_VAL;
    for (int count = way + 1 == ways[i].size() ? most : 0; count <= most; ++count) {
      offers[at(here.workload)].push_back({energy(d.busy_kw - d.idle_kw, t) / rate,
                                           count * point.group_devices * working(d, t) * rate});
      best = std::min(best, split(ways, i, way + 1, left - count * taken, t, offers));
      offers[at(here.workload)].pop_back();
    }
    return best;
  }

  // Cheapest units first.
  double fill(const Offers& all, int t) const {
    double cost = 0;
    for (int w = 0; w < workloads(); ++w) {
      const auto& load = p_.workloads[at(w)];
      const double seconds = p_.seconds_per_period();
      std::vector<Offer> offers = all[at(w)];
      const double reserve = 1 + load.reserve_share;
      const double demand = load.demand_per_s[at(t)];
      if (load.rent_price) {
        offers.push_back({*load.rent_price * seconds / reserve, HUGE_VAL});
      }
      if (load.most_unmet_share > 0) {
        offers.push_back(
            {load.unmet_price * seconds / reserve, load.most_unmet_share * demand * reserve});
      }
      std::ranges::sort(offers, {}, &Offer::price);
      double left = demand * reserve;
      for (const auto& offer : offers) {
        const double taken = std::min(left, offer.amount);
        cost += taken * offer.price;
        left -= taken;
      }
      if (left > 1e-7 * demand) return HUGE_VAL;
    }
    return cost;
  }

  std::optional<double> serve(int t) const {
    std::vector<std::vector<Way>> ways;
    for (int i = 0; i < devices(); ++i) ways.push_back(ways_of(i, t));
    Offers offers(at(workloads()));
    const double cost = split(ways, 0, 0, in_service(0, t), t, offers);
    return std::isfinite(cost) ? std::optional(cost) : std::nullopt;
  }

  [[nodiscard]] double owning(int t) const {
    double cost = 0;
    for (int i = 0; i < devices(); ++i) {
      const PlanDevice& d = p_.devices[at(i)];
      cost += in_service(i, t) * (d.running + energy(d.idle_kw, t));
      for (int order = 0; order <= t; ++order) {
        const int first = order + d.lead_periods;
        if (t >= first && t < first + d.life_periods) {
          const double left = plan_.ordered[at(i)][at(order)] - retired(i, order, t);
          cost += left * d.capital[at(order)];
        }
      }
    }
    return cost;
  }

  [[nodiscard]] double begun_porting(int t) const {
    double cost = 0;
    for (int i = 0; i < devices(); ++i) {
      if (plan_.port_start[at(i)] != t) continue;
      cost += p_.pairs[at(i)][0].porting_person_months * p_.engineer_price;
    }
    return cost;
  }

  const PlanProblem& p_;
  const Plan& plan_;
};

// A wheel for each group and period in which it may leave.
void add_retirements(const PlanProblem& problem, int most_lots, Plan& plan,
                     std::vector<int>& most) {
  for (int i = 0; i < static_cast<int>(problem.devices.size()); ++i) {
    const PlanDevice& d = problem.devices[at(i)];
    if (!d.retirement_value) continue;
    const auto add = [&](int order, int from, int until, double count) {
      for (int t = from; t < std::min(until, problem.periods); ++t) {
        plan.retired.push_back({i, order, t, 0});
        most.push_back(static_cast<int>(count));
      }
    };
    for (const auto& group : d.existing) add(-1, 0, group.remaining_periods, group.count);
    for (int order = 0; order < problem.periods; ++order) {
      const int first = order + d.lead_periods;
      add(order, first + 1, first + d.life_periods, most_lots * d.devices_per_lot);
    }
  }
}

}  // namespace

BruteForce brute_force(const PlanProblem& problem, int most_lots) {
  BruteForce best;
  const auto devices = static_cast<int>(problem.devices.size());
  Plan plan;
  plan.ordered.assign(at(devices), std::vector<double>(at(problem.periods)));
  plan.port_start.assign(at(devices), problem.periods);
  // An odometer: a wheel for each (device, period), then one for each device's porting.
  std::vector<int> wheels(at(devices * problem.periods + devices));
  std::vector<int> most(wheels.size());
  for (int i = 0; i < devices; ++i) {
    const PlanDevice& d = problem.devices[at(i)];
    for (int t = 0; t < problem.periods; ++t) {
      const bool is_useful = t + d.lead_periods < problem.periods;
      const double lots = std::floor(d.supply[at(t)] / d.devices_per_lot + kSlack);
      most[at(i * problem.periods + t)] =
          is_useful ? std::min(most_lots, static_cast<int>(lots)) : 0;
    }
    const bool is_ported = problem.pairs[at(i)][0].porting_person_months > 0;
    most[at(devices * problem.periods + i)] = is_ported ? problem.periods : 0;
  }
  add_retirements(problem, most_lots, plan, most);
  wheels.resize(most.size());
  while (true) {
    for (int i = 0; i < devices; ++i) {
      for (int t = 0; t < problem.periods; ++t) {
        plan.ordered[at(i)][at(t)] =
            wheels[at(i * problem.periods + t)] * problem.devices[at(i)].devices_per_lot;
      }
      plan.port_start[at(i)] = problem.periods - wheels[at(devices * problem.periods + i)];
    }
    for (std::size_t k = 0; k < plan.retired.size(); ++k) {
      plan.retired[k].count = wheels[wheels.size() - plan.retired.size() + k];
    }
    ++best.plans;
    if (const auto cost = Judge(problem, plan).cost()) {
      best.cost = best.cost ? std::min(*best.cost, *cost) : *cost;
    }
    std::size_t wheel = 0;
    while (wheel < wheels.size() && wheels[wheel] == most[wheel]) wheels[wheel++] = 0;
    if (wheel == wheels.size()) return best;
    ++wheels[wheel];
  }
}

}  // namespace fleetmark::test
