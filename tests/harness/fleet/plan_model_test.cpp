// SPDX-License-Identifier: Apache-2.0
#include "harness/fleet/plan_model.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>
#include <random>

#include "harness/fleet/staged_solver.h"
#include "tests/harness/fleet/brute_force.h"
#include "tests/harness/fleet/fleet_builders.h"
#include "tests/harness/fleet/solved_plan.h"
#include "tests/support/sanitizer.h"

namespace fleetmark::fleet {
namespace {

using test::optimal_cost;

constexpr int kMostLotsOrdered = 4;

TEST(PlanModel, buys_the_cheapest_capacity_at_once) {
  // 40 a second: 4 imports at 11 a period, or 10 at home at 7. Three periods.
  EXPECT_NEAR(*optimal_cost(test::plan_problem()), 4 * 11 * 3, 1e-6);
  auto p = test::plan_problem();
  p.bans = {{"ban", {0}, 0, 2}};
  EXPECT_NEAR(*optimal_cost(p), 10 * 7 * 3, 1e-6);
}

TEST(PlanModel, whole_lots_are_bought) {
  auto p = test::plan_problem();
  p.devices[0].devices_per_lot = 3;
  p.devices[1].supply.assign(3, 0);
  EXPECT_NEAR(*optimal_cost(p), 6 * 11 * 3, 1e-6);
}

TEST(PlanModel, a_tie_costs_what_the_domestic_devices_do) {
  auto p = test::plan_problem();
  p.ties = {test::plan_tie(2, 1)};
  // 3 and 3 yield 42; 3 imports with 2 or fewer at home are not allowed.
  EXPECT_NEAR(*optimal_cost(p), 3 * (11 + 7) * 3, 1e-6);
  p.ties[0].window_periods = 2;  // the domestic ones may follow in the last period
  EXPECT_NEAR(*optimal_cost(p), 4 * 11 * 3 + 4 * 7, 1e-6);
}

TEST(PlanModel, two_batches_are_not_served_by_one_order) {
  auto p = test::plan_problem();
  p.workloads[0].demand_per_s = {8, 28, 48};
  p.bans = {{"ban", {0}, 0, 0}};
  p.devices[1].supply = {100, 0, 2};
  p.ties = {test::plan_tie(2, 1, 1)};
  // In all, the 2 at home of the beginning count: 2 and 2 imports, 2 more at home.
  EXPECT_NEAR(*optimal_cost(p), 2 * 7 * 3 + 2 * 11 * 2 + 2 * 11 + 2 * 7, 1e-6);
  // By batch they came too early, and the last 2 at home allow 2 imports in both periods together.
  p.ties[0].is_per_batch = true;
  EXPECT_NEAR(*optimal_cost(p), 5 * 7 * 3 + 11 * 2 + 11 + 2 * 7, 1e-6);
}

TEST(PlanModel, what_comes_late_is_rented_until_then) {
  auto p = test::plan_problem();
  p.devices[0].lead_periods = 1;
  p.devices[1].supply.assign(3, 0);
  p.workloads[0].rent_price = 100 / (40 * p.seconds_per_period());  // 100 a period
  EXPECT_NEAR(*optimal_cost(p), 100 + 4 * 11 * 2, 1e-6);
}

TEST(PlanModel, existing_devices_serve_until_their_end) {
  auto p = test::plan_problem();
  p.devices[0].existing = {{0, 4, 2}};
  EXPECT_NEAR(*optimal_cost(p), 4 * 1 * 2 + 4 * 11, 1e-6);
}

TEST(PlanModel, a_site_lost_is_made_up_by_the_others) {
  auto p = test::plan_problem();
  p.sites.push_back({"there", std::vector<double>(3, 1000), 1, {}, {}});
  p.power_price.push_back(std::vector<double>(3, 0));
  p.workloads[0].survives_site_loss = true;
  EXPECT_NEAR(*optimal_cost(p), 8 * 11 * 3, 1e-6);
}

TEST(PlanModel, a_job_in_one_fabric_takes_its_least_of_one_kind) {
  auto p = test::plan_problem();
  p.workloads[0].least_devices = 7;
  p.devices[0].supply.assign(3, 6);  // too few of the better kind
  EXPECT_NEAR(*optimal_cost(p), 10 * 7 * 3, 1e-6);
}

// Of "import" seven hold the model, of "home" any number.
TEST(PlanModel, a_kind_serves_with_as_many_as_hold_the_model) {
  auto p = test::plan_problem();
  p.pairs[0][0].least_devices = 7;
  EXPECT_NEAR(*optimal_cost(p), 10 * 7 * 3, 1e-6);
  p.devices[1].supply.assign(3, 0);
  EXPECT_NEAR(*optimal_cost(p), 7 * 11 * 3, 1e-6);
}

TEST(PlanModel, racks_and_cooling_bound_what_stands) {
  auto p = test::plan_problem();
  p.devices[0].rack_units = 2;
  p.sites[0].racks = 6;  // 3 imports
  EXPECT_NEAR(*optimal_cost(p), (3 * 11 + 3 * 7) * 3, 1e-6);
  p.sites[0].racks.reset();
  p.devices[0].is_liquid_cooled = true;
  p.sites[0].liquid_cooled_devices = 2;
  EXPECT_NEAR(*optimal_cost(p), (2 * 11 + 5 * 7) * 3, 1e-6);
}

// Everything that a small instance may hold, drawn at random.
PlanProblem random_problem(std::mt19937& random) {
  const auto uniform = [&](double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random);
  };
  const auto often = [&](double share) { return uniform(0, 1) < share; };
  const auto whole = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  PlanProblem p = test::plan_problem(2);
  p.discount_per_period = uniform(0.9, 1);
  p.power_price[0] = {uniform(0, 0.001), uniform(0, 0.001)};
  for (auto& d : p.devices) {
    d.capital = {uniform(3, 20), uniform(3, 20)};
    d.cash_price = {uniform(50, 200), uniform(50, 200)};
    d.running = uniform(0, 3);
    d.busy_kw = uniform(0.5, 2);
    d.idle_kw = uniform(0, 0.5);
    d.provisioned_kw = d.busy_kw;
    d.availability = uniform(0.8, 1);
    d.software_gain = {1, uniform(1, 1.5)};
    d.lead_periods = often(0.2) ? 1 : 0;
    d.life_periods = often(0.2) ? 1 : 5;
    d.prepayment_share = uniform(0, 1);
    d.devices_per_lot = whole(1, 2);
    d.supply = {d.devices_per_lot * whole(1, kMostLotsOrdered),
                d.devices_per_lot * whole(1, kMostLotsOrdered)};
    if (often(0.3)) d.least_order = whole(2, 6);
    if (often(0.3)) d.existing = {{0, static_cast<double>(whole(1, 2)), whole(1, 2)}};
  }
  p.workloads[0].demand_per_s = {uniform(5, 30), uniform(10, 50)};
  p.workloads[0].reserve_share = uniform(0, 0.3);
  p.workloads[0].rent_price = uniform(2, 8) / p.seconds_per_period();
  if (often(0.4)) {
    p.workloads[0].most_unmet_share = uniform(0.05, 0.5);
    p.workloads[0].unmet_price = uniform(0.5, 6) / p.seconds_per_period();
  }
  if (often(0.15)) p.workloads[0].is_domestic_only = true;
  if (often(0.4)) p.sites[0].power_kw = {uniform(3, 9), uniform(3, 12)};
  if (often(0.4)) p.budget = std::vector<double>{uniform(100, 500), uniform(0, 400)};
  if (often(0.3)) p.most_of_one_vendor = uniform(0.5, 0.8);
  if (often(0.5)) {
    p.quotas = {{"quota", {0}, 0, 1, whole(1, 2), static_cast<double>(whole(1, 4)), often(0.5)}};
  }
  if (often(0.5)) {
    p.ties = {test::plan_tie(1, uniform(0.5, 2), whole(0, 1))};
  }
  if (often(0.3)) {
    p.floors = {{"floor", {1, 1}, {0, 1}, 0, 1, uniform(0.2, 0.7), often(0.5)}};
  }
  if (often(0.4)) p.bans = {{"ban", {0}, whole(0, 1), 1}};
  if (often(0.5)) {
    p.pairs[1][0].porting_person_months = uniform(1, 6);
    p.pairs[1][0].porting_periods = whole(0, 1);
    p.engineer_price = uniform(0, 3);
    p.engineers = uniform(0.5, 3);
  }
  return p;
}

// Each family of limits alone made harmless.
const std::map<std::string, std::function<void(PlanProblem&)>>& rule_relaxations() {
  static const std::map<std::string, std::function<void(PlanProblem&)>> all{
      {"power", [](PlanProblem& p) { p.sites[0].power_kw.assign(2, 1e6); }},
      {"budget", [](PlanProblem& p) { p.budget.reset(); }},
      {"vendor", [](PlanProblem& p) { p.most_of_one_vendor.reset(); }},
      {"quota", [](PlanProblem& p) { p.quotas.clear(); }},
      {"tie", [](PlanProblem& p) { p.ties.clear(); }},
      {"floor", [](PlanProblem& p) { p.floors.clear(); }},
      {"ban", [](PlanProblem& p) { p.bans.clear(); }},
      {"restricted", [](PlanProblem& p) { p.workloads[0].is_domestic_only = false; }},
      {"least order",
       [](PlanProblem& p) {
         for (auto& d : p.devices) d.least_order = 0;
       }},
      {"supply",
       [](PlanProblem& p) {
         for (auto& d : p.devices) d.supply.assign(2, d.devices_per_lot * kMostLotsOrdered);
       }},
      {"porting", [](PlanProblem& p) { p.pairs[1][0].porting_person_months = 0; }},
  };
  return all;
}

// Found in stages too. With choices alone whole it costs no more than the best of all plans and no
// less than with nothing whole. True where they make it dearer.
bool expect_stages_hold(const PlanProblem& p, double best) {
  const Milp milp = plan_model(p).milp;
  io::CbcSolver solver;
  const auto staged = StagedSolver(solver, 0).solve(milp, test::kExact);
  EXPECT_NEAR(staged.objective / best, 1, 1e-7);
  EXPECT_LE(staged.bound, best * (1 + 1e-7));
  const double chosen = solver.solve(with_choices_alone(milp), test::kExact).bound;
  const double least = solver.solve(relaxed(milp), test::kExact).objective;
  EXPECT_LE(chosen, best * (1 + 1e-7));
  EXPECT_GE(chosen, least * (1 - 1e-7));
  return chosen > least * (1 + 1e-4);
}

TEST(PlanModel, equals_brute_force_on_random_instances_with_every_limit_binding) {
  std::mt19937 random(1);
  std::map<std::string, int> binding;
  int lifted = 0;
  int feasible = 0;
  // Under a sanitizer too few for every limit to bind often.
  const int instances = test::kIsSanitized ? 20 : 200;
  for (int i = 0; i < instances; ++i) {
    PlanProblem p = random_problem(random);
    if (!p.ties.empty()) p.ties[0].is_per_batch = i % 2 == 0;
    // Orders, portings, least orders, and a number of replicas for each device and period.
    ASSERT_LE(plan_model(p).milp.integers(), 12U);
    const auto brute = test::brute_force(p, kMostLotsOrdered);
    const auto found = optimal_cost(p);
    ASSERT_EQ(found.has_value(), brute.cost.has_value()) << "instance " << i;
    if (!found) continue;
    ++feasible;
    ASSERT_NEAR(*found / *brute.cost, 1, 1e-7) << "instance " << i;
    if (i % 4 == 0) lifted += expect_stages_hold(p, *brute.cost) ? 1 : 0;
    for (const auto& [name, relax] : rule_relaxations()) {
      PlanProblem relaxed = p;
      relax(relaxed);
      const double cheaper = *test::brute_force(relaxed, kMostLotsOrdered).cost;
      EXPECT_LE(cheaper, *brute.cost * (1 + 1e-9)) << name;
      if (cheaper < *brute.cost * (1 - 1e-6)) ++binding[name];
    }
  }
  if (test::kIsSanitized) return;
  EXPECT_GT(feasible, 100);
  EXPECT_GE(lifted, 5);
  for (const auto& [name, relax] : rule_relaxations()) {
    EXPECT_GE(binding[name], 10) << name << " binds too seldom to be tested";
  }
}

}  // namespace
}  // namespace fleetmark::fleet
