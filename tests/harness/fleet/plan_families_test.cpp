// SPDX-License-Identifier: Apache-2.0
// What fleets are made of (replicas, domains, networks, failures, ramps, early retirement), against
// trying every plan: small instances drawn at random, in which each of these rules binds often
// enough to be tested.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>
#include <random>

#include "harness/fleet/plan_model.h"
#include "tests/harness/fleet/brute_force.h"
#include "tests/harness/fleet/fleet_builders.h"
#include "tests/harness/fleet/solved_plan.h"
#include "tests/support/sanitizer.h"

namespace fleetmark::fleet {
namespace {

using test::optimal_cost;

constexpr int kMostLots = 2;

class Drawing {
 public:
  explicit Drawing(std::mt19937& random) : random_(random) {}

  PlanProblem problem() {
    p_ = test::plan_problem(2);
    p_.discount_per_period = uniform(0.9, 1);
    p_.power_price[0] = {uniform(0, 0.001), uniform(0, 0.001)};
    for (auto& d : p_.devices) add_device(d);
    add_workloads();
    if (often(0.4)) add_fabric();
    if (often(0.3)) p_.sites[0].most_started = {uniform(0, 6), uniform(0, 6)};
    if (often(0.4)) add_retirement(p_.devices[static_cast<std::size_t>(whole(0, 1))]);
    if (often(0.3)) p_.budget = std::vector<double>{uniform(100, 500), uniform(0, 400)};
    return p_;
  }

 private:
  double uniform(double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random_);
  }
  int whole(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
  bool often(double share) { return uniform(0, 1) < share; }

  void add_device(PlanDevice& d) {
    d.capital = {uniform(3, 20), uniform(3, 20)};
    d.cash_price = {uniform(20, 60), uniform(20, 60)};
    d.running = uniform(0, 3);
    d.busy_kw = uniform(0.5, 2);
    d.idle_kw = uniform(0, 0.5);
    d.availability = uniform(0.8, 1);
    if (often(0.5)) d.under_repair = {uniform(0, 0.2), uniform(0, 0.2)};
    if (often(0.3)) d.most_started = {uniform(0, 4), uniform(0, 4)};
    d.prepayment_share = uniform(0, 1);
    d.devices_per_lot = whole(1, 3);
    d.lead_periods = often(0.2) ? 1 : 0;
    d.supply.assign(2, d.devices_per_lot * kMostLots);
    d.domain_devices = whole(0, 1) * whole(2, 5);
    if (often(0.5)) d.existing = {{0, static_cast<double>(whole(1, 4)), whole(1, 2)}};
  }

  void add_workloads() {
    if (often(0.5)) {
      p_.workloads.push_back(p_.workloads[0]);
      p_.workloads[1].id = "search";
      for (auto& pairs : p_.pairs) pairs.push_back(pairs[0]);
    }
    for (auto& load : p_.workloads) {
      load.demand_per_s = {uniform(5, 30), uniform(10, 40)};
      load.reserve_share = uniform(0, 0.3);
      load.rent_price = uniform(0.5, 4) / p_.seconds_per_period();
    }
    for (auto& pairs : p_.pairs) {
      for (auto& pair : pairs) {
        pair.points = {{whole(1, 4), uniform(4, 12)}};
        if (often(0.4)) pair.points.push_back({whole(1, 3), uniform(4, 12)});
      }
    }
  }

  // Old and few, so that every way to retire them can be tried.
  void add_retirement(PlanDevice& d) {
    d.running = uniform(3, 9);
    d.devices_per_lot = 1;
    d.supply.assign(2, 2);
    d.existing = {{0, 2, whole(1, 3)}};
    d.retirement_value = {uniform(-3, 10), uniform(-3, 10)};
  }

  void add_fabric() {
    const double first = uniform(1, 5);
    const double second = uniform(5, 20);
    p_.sites[0].fabric = {{"leaf", static_cast<double>(whole(1, 3)), 0, 10 * first, first, 5},
                          {"spine", static_cast<double>(whole(2, 5)),
                           static_cast<double>(whole(3, 6)), 10 * second, second, whole(1, 3)}};
  }

  std::mt19937& random_;
  PlanProblem p_;
};

// Each rule alone made harmless.
const std::map<std::string, std::function<void(PlanProblem&)>>& relaxations() {
  static const std::map<std::string, std::function<void(PlanProblem&)>> all{
      {"whole replicas",
       [](PlanProblem& p) {
         for (auto& pairs : p.pairs) {
           for (auto& pair : pairs) {
             for (auto& point : pair.points) point.group_devices = 1;
           }
         }
       }},
      {"scale-up domains",
       [](PlanProblem& p) {
         for (auto& d : p.devices) d.domain_devices = 0;
       }},
      {"ramps",
       [](PlanProblem& p) {
         p.sites[0].most_started.reset();
         for (auto& d : p.devices) d.most_started.reset();
       }},
      {"failures",
       [](PlanProblem& p) {
         for (auto& d : p.devices) d.under_repair.clear();
       }},
      {"network", [](PlanProblem& p) { p.sites[0].fabric.clear(); }},
  };
  return all;
}

TEST(PlanFamilies, equal_brute_force_on_random_instances_with_every_rule_binding) {
  std::mt19937 random(3);
  std::map<std::string, int> binding;
  // Under a sanitizer too few for every rule to bind often.
  const int instances = test::kIsSanitized ? 20 : 200;
  for (int i = 0; i < instances; ++i) {
    const PlanProblem p = Drawing(random).problem();
    const auto brute = test::brute_force(p, kMostLots);
    const auto found = optimal_cost(p);
    ASSERT_EQ(found.has_value(), brute.cost.has_value()) << "instance " << i;
    if (!found) continue;
    ASSERT_NEAR(*found / *brute.cost, 1, 1e-7) << "instance " << i;
    for (const auto& [name, relax] : relaxations()) {
      PlanProblem relaxed = p;
      relax(relaxed);
      const double cheaper = *test::brute_force(relaxed, kMostLots).cost;
      EXPECT_LE(cheaper, *brute.cost * (1 + 1e-9)) << name << ", instance " << i;
      if (cheaper < *brute.cost * (1 - 1e-6)) ++binding[name];
    }
    // The other way round: who may not retire devices pays more.
    PlanProblem kept = p;
    for (auto& d : kept.devices) d.retirement_value.reset();
    const auto dearer = test::brute_force(kept, kMostLots).cost;
    if (!dearer || *dearer > *brute.cost * (1 + 1e-6)) ++binding["retirement"];
    if (dearer) {
      EXPECT_GE(*dearer, *brute.cost * (1 - 1e-9)) << "instance " << i;
    }
  }
  if (test::kIsSanitized) return;
  EXPECT_GE(binding["retirement"], 10);
  for (const auto& [name, relax] : relaxations()) {
    EXPECT_GE(binding[name], 10) << name << " binds too seldom to be tested";
  }
}

}  // namespace
}  // namespace fleetmark::fleet
