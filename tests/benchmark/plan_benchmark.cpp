// SPDX-License-Identifier: Apache-2.0
// How long plans of several sizes take, with every limit on, two sites and three operating points:
// rows, columns, seconds, proven gap; and how long the first orders of least mean cost over nine
// worlds. A program for people; ctest does not run it.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <random>
#include <string>

#include "harness/fleet/hedging.h"
#include "harness/fleet/plan_model.h"
#include "harness/fleet/staged_solver.h"
#include "harness/fleet/world_change.h"
#include "harness/io/plan_solver.h"

namespace {

using namespace fleetmark::fleet;

class Maker {
 public:
  Maker(int devices, int workloads, int periods, unsigned seed) : random_(seed) {
    p_.periods = periods;
    p_.discount_per_period = 0.98;
    p_.currency = "USD";
    p_.engineers = 40;
    p_.engineer_price = 10'000;
    p_.most_of_one_vendor = 0.7;
    add_sites();
    for (int w = 0; w < workloads; ++w) add_workload(w);
    for (int i = 0; i < devices; ++i) add_device(i);
    add_rules();
    p_.budget = by_period(2e4 * total_demand_ / periods, 1.1);
  }
  [[nodiscard]] const PlanProblem& problem() const { return p_; }

 private:
  double uniform(double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random_);
  }
  [[nodiscard]] std::vector<double> by_period(double first, double growth) const {
    std::vector<double> values;
    for (int t = 0; t < p_.periods; ++t) values.push_back(first * std::pow(growth, t));
    return values;
  }

  void add_sites() {
    for (const char* id : {"north", "south"}) {
      p_.sites.push_back({id, by_period(20'000, 1.05), 1.25, 60'000.0, 3'000.0});
      p_.sites.back().fabric = {{"leaf", 32, 0, 40'000, 2'500, 20},
                                {"spine", 256, 256, 200'000, 12'500, 20}};
      p_.sites.back().most_started = by_period(1500, 1.1);
      p_.power_price.push_back(by_period(0.08, 1.01));
    }
  }

  void add_workload(int w) {
    PlanWorkload load;
    load.id = "load-" + std::to_string(w);
    load.demand_per_s = by_period(uniform(200, 2000), uniform(1.02, 1.15));
    total_demand_ += load.demand_per_s.back();
    load.reserve_share = 0.15;
    load.most_unmet_share = 0.05;
    load.unmet_price = 2e-4;
    load.rent_price = 1e-4;
    load.is_domestic_only = w == 1;
    load.survives_site_loss = w == 0;
    load.least_devices = w == 2 ? 16 : 0;
    p_.workloads.push_back(std::move(load));
  }

  void add_device(int i) {
    PlanDevice d;
    d.id = "device-" + std::to_string(i);
    d.vendor = "vendor-" + std::to_string(i % 4);
    d.is_domestic = i % 2 == 1;
    d.is_imported = !d.is_domestic;
    const double speed = d.is_domestic ? uniform(2, 8) : uniform(5, 15);
    const double price = speed * uniform(1500, 2500);
    d.devices_per_lot = 8;
    d.least_order = 64;
    d.supply = by_period(uniform(300, 900), 1.1);
    d.lead_periods = i % 3;
    d.life_periods = 16;
    d.cash_price = by_period(price, 0.98);
    d.prepayment_share = 0.3;
    d.capital = by_period(price / 14, 0.98);
    d.running = 300;
    d.busy_kw = 1;
    d.idle_kw = 0.35;
    d.provisioned_kw = 1.3;
    d.rack_units = 1;
    d.is_liquid_cooled = i % 5 == 0;
    d.availability = 0.95;
    d.under_repair = by_period(0.02, 0.97);
    d.domain_devices = 8;
    d.most_started = by_period(800, 1.1);
    d.software_gain = by_period(1, 1.01);
    d.tpp = speed * 1000;
    d.spend = price;
    if (i < 2) {
      d.existing = {{i % 2, 64, 6}};
      d.retirement_value = by_period(0.2 * price, 0.9);
    }
    p_.devices.push_back(std::move(d));
    auto& pairs = p_.pairs.emplace_back();
    for (std::size_t w = 0; w < p_.workloads.size(); ++w) {
      PlanPair pair;
      for (const int group : {1, 4, 8}) {
        pair.points.push_back({group, speed * uniform(0.7, 1.1)});
      }
      if (p_.devices.back().is_domestic) {
        pair.porting_person_months = 7;
        pair.porting_periods = 1;
      }
      pairs.push_back(std::move(pair));
    }
  }

  void add_rules() {
    std::vector<int> imported;
    std::vector<double> of_imports, of_domestic, all;
    for (std::size_t i = 0; i < p_.devices.size(); ++i) {
      if (p_.devices[i].is_imported) imported.push_back(static_cast<int>(i));
      of_imports.push_back(p_.devices[i].is_imported ? 1 : 0);
      of_domestic.push_back(p_.devices[i].is_domestic ? 1 : 0);
      all.push_back(1);
    }
    const int last = p_.periods - 1;
    p_.quotas = {{"quota.all", imported, 0, last, 2, 160, true}};
    DeviceTie tie;
    tie.rule = "tie.count";
    tie.imported = of_imports;
    tie.domestic = of_domestic;
    tie.to = last;
    tie.ratio = 0.5;
    tie.window_periods = 2;
    p_.ties = {tie};
    p_.floors = {{"floor.fleet", all, of_domestic, 2, last, 0.3, true}};
    p_.bans = {{"ban.one", {0}, last, last}};
  }

  PlanProblem p_;
  std::mt19937 random_;
  double total_demand_ = 0;
};

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// The world of the problem and eight others.
std::vector<World> nine_worlds(const PlanProblem& problem) {
  using Kind = WorldChangeKind;
  const std::vector<std::vector<WorldChange>> changes{
      {},
      {{Kind::kDemand, 0.8}},
      {{Kind::kDemand, 1.3}},
      {{Kind::kImportSupply, 0.5}},
      {{Kind::kImportPrice, 1.3}},
      {{Kind::kPowerPrice, 1.5}},
      {{Kind::kImportDelay, 1}},
      {{Kind::kDemand, 1.2}, {Kind::kImportSupply, 0.5}},
      {{Kind::kDemand, 0.9}, {Kind::kImportPrice, 1.2}}};
  std::vector<World> worlds;
  for (const auto& world : changes) {
    worlds.push_back({"world " + std::to_string(worlds.size() + 1), problem});
    for (const auto& change : world) apply(change, worlds.back().problem);
  }
  return worlds;
}

void run_worlds(int devices, int workloads, int periods, double limit_s) {
  for (unsigned seed = 1; seed <= 3; ++seed) {
    const auto worlds = nine_worlds(Maker(devices, workloads, periods, seed).problem());
    fleetmark::io::PlanSolver direct;
    StagedSolver staged(direct);
    const SolveLimits limits{.gap = 0.01, .seconds = limit_s};
    const auto start = std::chrono::steady_clock::now();
    std::vector<PlanModel> models;
    for (const auto& world : worlds) models.push_back(plan_model(world.problem));
    const auto own = staged.each(
        worlds.size(), [&](std::size_t b) { return staged.solve(models[b].milp, limits); });
    const double own_s = seconds_since(start);
    const Chances chances{std::vector<double>(worlds.size(), 1.0 / 9)};
    const auto hedge = least_expected_cost(worlds, models, own, chances, staged, limits);
    const Milp joint = JointProgram(worlds, models, own).milp();
    std::printf(
        "%d devices x %d workloads x %d periods, nine worlds, instance %u: %zu rows, %zu columns "
        "(%zu whole): %.2f s, of them %.2f s for each world's own plan; %s, gap %.2f %%\n",
        devices, workloads, periods, seed, joint.rows.size(), joint.columns.size(),
        joint.integers(), seconds_since(start), own_s,
        hedge.is_found ? "first orders found" : "no first orders found", 100 * hedge.gap);
    std::fflush(stdout);
  }
}

void run(int devices, int workloads, int periods, double limit_s) {
  for (unsigned seed = 1; seed <= 3; ++seed) {
    const PlanModel model = plan_model(Maker(devices, workloads, periods, seed).problem());
    fleetmark::io::PlanSolver direct;
    StagedSolver staged(direct);
    const auto start = std::chrono::steady_clock::now();
    const auto solution = staged.solve(model.milp, {.gap = 0.01, .seconds = limit_s});
    const double took_s = seconds_since(start);
    std::printf(
        "%d devices x %d workloads x %d periods, instance %u: %zu rows, %zu columns (%zu "
        "whole): %.2f s, gap %.2f %%, %d nodes\n",
        devices, workloads, periods, seed, model.milp.rows.size(), model.milp.columns.size(),
        model.milp.integers(), took_s, 100 * solution.gap(), solution.nodes);
    std::fflush(stdout);
  }
}

}  // namespace

int main(int count, char** arguments) {
  const std::string only = count > 1 ? arguments[1] : "";
  if (only != "--worlds") run(6, 5, 8, 60);
  if (only != "--large") run_worlds(6, 5, 8, 60);
  if (only == "--large") run(50, 10, 12, 120);
  return 0;
}
