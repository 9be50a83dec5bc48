// SPDX-License-Identifier: Apache-2.0
// What bounds orders and sites: supply, least orders, power, racks, cooling, budget, one vendor.
#include <algorithm>
#include <cmath>

#include "harness/fleet/plan_builder.h"

namespace fleetmark::fleet {

void PlanBuilder::add_supply() {
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

void PlanBuilder::add_least_order(const PlanDevice& d, const std::vector<Term>& total,
                                  double most) {
  const int used = model_.milp.add_column({label({"bought", d.id}), 0, 0, 1, true});
  auto least = total;
  least.push_back({used, -d.least_order});
  row(Limit::kLeastOrder, label({"least_order", d.id}), std::move(least), 0, kUnbounded);
  auto none = total;
  none.push_back({used, -std::min(most, 1e7)});
  row(Limit::kLeastOrder, label({"no_order", d.id}), std::move(none), -kUnbounded, 0);
}

template <typename Amount>
void PlanBuilder::add_site_limit(Limit limit, int z, int t, const char* what, double most,
                                 const Amount& amount) {
  std::vector<Term> terms;
  double taken = 0;
  for (int i = 0; i < devices(); ++i) {
    const double each = amount(device(i));
    if (each <= 0) continue;
    taken += each * existing_in_service(device(i), z, t);
    const auto more = changes(i, z, t, each);
    terms.insert(terms.end(), more.begin(), more.end());
  }
  row(limit, label({what, p_.sites[at(z)].id, number(t)}), std::move(terms), -kUnbounded,
      most - taken, kind_of({what, number(t)}));
}

void PlanBuilder::add_sites() {
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

void PlanBuilder::add_budget() {
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
    fabric_cash(t, terms);
    for (const auto& retired : model_.retirements) {
      if (retired.period > t) continue;
      const double value = (*device(retired.device).retirement_value)[at(retired.period)];
      terms.push_back({retired.column, -value});
    }
    if (terms.empty()) continue;
    row(Limit::kBudget, label({"budget", number(t)}), std::move(terms), -kUnbounded, until);
  }
}

void PlanBuilder::add_vendor() {
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

}  // namespace fleetmark::fleet
