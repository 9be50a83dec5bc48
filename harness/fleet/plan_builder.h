// SPDX-License-Identifier: Apache-2.0
// How a plan model is built: one class, whose parts are in plan_decisions.cpp, plan_service.cpp,
// plan_fabric.cpp, plan_life.cpp and plan_sites.cpp; rules of policies are in plan_rules.cpp. For
// plan_model.cpp alone.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "harness/fleet/plan_model.h"

namespace fleetmark::fleet {

// "lots_h20_96_hall_1": parts as a name that every solver takes.
std::string label(std::initializer_list<std::string> parts);
// Of a period, counted from 1.
std::string number(int i);

class PlanBuilder {
 public:
  explicit PlanBuilder(const PlanProblem& problem) : p_(problem) {}
  PlanModel build();

 private:
  [[nodiscard]] int devices() const { return static_cast<int>(p_.devices.size()); }
  [[nodiscard]] int sites() const { return static_cast<int>(p_.sites.size()); }
  [[nodiscard]] int workloads() const { return static_cast<int>(p_.workloads.size()); }
  static std::size_t at(int i) { return static_cast<std::size_t>(i); }
  const PlanDevice& device(int i) const { return p_.devices[at(i)]; }
  const PlanWorkload& workload(int w) const { return p_.workloads[at(w)]; }
  const PlanPair& pair(int i, int w) const { return p_.pairs[at(i)][at(w)]; }
  // `kind` of rows that differ by site alone: see kind_of.
  void row(Limit limit, std::string name, std::vector<Term> terms, double lower, double upper,
           int kind = -1);
  // Of columns or rows that differ by site alone: what all of them have in their names.
  int kind_of(std::initializer_list<std::string> parts);

  // Discounted cost of owning one device that is ordered in `order`, over its periods in service.
  [[nodiscard]] double cost_of_order(const PlanDevice& d, int order, int site) const;
  [[nodiscard]] double energy(double kw, int site, int t) const;
  [[nodiscard]] double idle_energy(const PlanDevice& d, int site, int t) const;
  void add_lots();
  // Devices that leave before their life ends.
  void add_retirements();
  void add_retirements_of(RetirementColumn group, int first, double most);
  [[nodiscard]] double cost_of_retirement(const RetirementColumn& retired) const;
  // Begun by period t: once begun, it stays so.
  void add_porting();
  // Person-months are spread evenly over the periods that porting takes.
  void add_engineers(const PlanPair& q, const std::vector<int>& columns,
                     std::vector<std::vector<Term>>& busy);
  // Only useful points get columns.
  void add_serving();
  void add_serving_at(int i, int w, std::size_t o);
  // Another point serves as much with each device and fills domains as well: small replicas of a
  // slower point are good for what is left over, which only whole numbers leave.
  [[nodiscard]] bool is_spare(int i, int w, std::size_t o) const;
  void add_elsewhere();
  std::vector<Term> changes(int i, int z, int t, double factor) const;
  // Devices at work belong to whole replicas, whose devices are in service at the site.
  void add_capacity();
  void add_replicas(int i, int w, std::size_t o, int z, int t);
  // Rate of everything that serves a workload in a period, but for one site.
  std::vector<Term> served(int w, int t, int without_site) const;
  void add_demand();
  // Points of a pair that have columns, and the largest group and the lowest rate of them.
  std::vector<std::size_t> points(int i, int w) const;
  [[nodiscard]] double largest_group(int i, int w) const;
  [[nodiscard]] double slowest_rate(int i, int w) const;
  // Enough devices to serve all of a workload on one kind alone: no more are ever at work on it.
  // With a site lost, each site may have to serve all.
  [[nodiscard]] double reach(int i, int w, int t) const;
  std::vector<Term> all_sites(int i, int w, int t, double factor) const;
  void add_ported(int w);
  // A job that must lie in one fabric: at a site either none of a kind or at least so many.
  void add_locality(int w);
  void add_supply();
  void add_least_order(const PlanDevice& d, const std::vector<Term>& total, double most);
  // Whatever devices in service take up of a site.
  template <typename Amount>
  void add_site_limit(Limit limit, int z, int t, const char* what, double most,
                      const Amount& amount);
  void add_sites();
  // As many put in service in a period as a site and a kind allow.
  void add_ramps();
  std::vector<Term> started(int i, int z, int t) const;
  // Units of network for what is in service.
  void add_fabric();
  void add_fabric_step(int z, std::size_t step);
  void add_fabric_sums();
  void add_fabric_sum(const FabricStep& kind, const std::string& name, int t);
  void fabric_cash(int until, std::vector<Term>& terms) const;
  // Cash up to each period within the budgets up to it.
  void add_budget();
  void add_vendor();

  const PlanProblem& p_;
  PlanModel model_;
  std::vector<double> discount_;
  std::unordered_map<std::string, int> kinds_;
};

}  // namespace fleetmark::fleet
