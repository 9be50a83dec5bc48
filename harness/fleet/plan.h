// SPDX-License-Identifier: Apache-2.0
// A plan: what is bought when, what stands where, who serves what, what it costs, and how far from
// the best it can be. Made from a solution of its program.
#pragma once

#include <string>
#include <vector>

#include "harness/fleet/plan_model.h"

namespace fleetmark::fleet {

struct PlanOrder {
  int device = 0, site = 0, period = 0;
  double count = 0;  // devices
  double cash = 0;   // landed price of them, paid in part before delivery
};
struct PlanStock {
  int device = 0, site = 0, period = 0;
  double count = 0;  // in service
  double busy = 0;   // at work in the mean
};
struct PlanRetirement {
  int device = 0, site = 0, period = 0;  // from which on they no longer serve
  double count = 0;
  double cash = 0;  // paid for them; below 0: to be rid of them
};
struct PlanNetwork {
  int site = 0, step = 0, period = 0;  // put in
  double units = 0, cash = 0;
};
struct PlanAssignment {
  int device = 0, workload = 0, point = 0, period = 0;
  double count = 0;     // devices at work in the mean, over all sites
  double replicas = 0;  // whole ones that they belong to
  double per_s = 0;     // served
};
struct PlanElsewhere {
  int workload = 0, period = 0;
  double rented_per_s = 0, unmet_per_s = 0;
};
struct PlanPorting {
  int device = 0, workload = 0, period = 0;  // in which it begins
};

// Discounted, by part.
struct PlanCost {
  double capital = 0, network = 0, running = 0, energy = 0, porting = 0, rent = 0, unmet = 0;
  double retirement = 0;  // what is left to repay, less what is paid for what leaves early
  [[nodiscard]] double total() const {
    return capital + network + running + energy + porting + rent + unmet + retirement;
  }
};

// A limit that nothing more fits under, and in which periods or for which of its rows.
struct BindingLimit {
  Limit limit = Limit::kCapacity;
  std::vector<std::string> rows;
};

struct Plan {
  std::vector<PlanOrder> orders;
  std::vector<PlanStock> stock;
  std::vector<PlanAssignment> assignments;
  std::vector<PlanElsewhere> elsewhere;  // where either is above 0
  std::vector<PlanPorting> portings;
  std::vector<PlanNetwork> network;
  std::vector<PlanRetirement> retirements;
  PlanCost cost;
  std::vector<double> cash;                   // for devices and network, less retired, by period
  std::vector<std::vector<double>> power_kw;  // provisioned at the meter, [site][period]
  std::vector<double> cost_per_unit;          // of each workload over the plan, undiscounted units
  std::vector<BindingLimit> binding;          // without capacity and demand, which always bind
  double objective = 0, bound = 0;            // nothing costs less than `bound`
};

Plan plan_of(const PlanProblem& problem, const PlanModel& model, const Solution& solution);

}  // namespace fleetmark::fleet
