// SPDX-License-Identifier: Apache-2.0
// Several worlds in one program: the first period's orders are common to all, each world decides
// the rest for itself, and a column holds what each world then costs. What is minimised over those
// columns is up to whoever asks.
#pragma once

#include <vector>

#include "harness/fleet/plan_model.h"
#include "harness/fleet/world.h"

namespace fleetmark::fleet {

// [device][site]: lots ordered in the first period.
using FirstLots = std::vector<std::vector<double>>;

// Of a plan of one world.
FirstLots first_lots_of(const PlanModel& model, const Solution& solution);

class JointProgram {
 public:
  // `models` holds the program of each world, `own` its own plan, all found: nothing in a world
  // costs less than that plan's bound. Where a world limits a device's imports from its start (a
  // ban or a quota), less than what was ordered may arrive, and the prepayment on the rest is lost;
  // a delivery that the limit would have let in may be refused, which can only lower a bound.
  // Replicas need not be whole here, which keeps the program small and can only lower a bound too:
  // what first orders really cost is found world by world.
  JointProgram(const std::vector<World>& worlds, const std::vector<PlanModel>& models,
               const std::vector<Solution>& own);

  // Without an objective.
  [[nodiscard]] Milp& milp() { return joint_; }
  // Column of what world `b` costs.
  [[nodiscard]] int cost_of(std::size_t b) const { return costs_[b]; }
  [[nodiscard]] FirstLots lots_of(const Solution& solution) const;
  // Where nothing but first orders has to be whole: it costs at most as much.
  [[nodiscard]] Milp with_whole_orders_alone() const;
  // The program with first orders held as they are; where one may not be that large, at its most.
  [[nodiscard]] Milp with_orders(const FirstLots& lots) const;

 private:
  void add_orders();
  void add_world(std::size_t b);
  void tie_orders(std::size_t b, int first, std::vector<double>& cost, std::vector<Term>& total);

  const std::vector<World>& worlds_;
  const std::vector<PlanModel>& models_;
  const std::vector<Solution>& own_;
  Milp joint_;
  std::vector<int> costs_;
  std::vector<std::vector<int>> orders_;  // [device][site]; -1: none
};

}  // namespace fleetmark::fleet
