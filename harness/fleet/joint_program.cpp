// SPDX-License-Identifier: Apache-2.0
// See joint_program.h.
#include "harness/fleet/joint_program.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace fleetmark::fleet {
namespace {

std::string prefix_of(std::size_t b) { return "w" + std::to_string(b + 1) + "_"; }

// True where a rule of the world bounds how many devices of kind `i` may arrive at first.
bool is_limited_at_first(const PlanProblem& world, int i) {
  const auto limits = [&](const auto& rule) {
    return rule.from == 0 && std::ranges::find(rule.devices, i) != rule.devices.end();
  };
  return std::ranges::any_of(world.bans, limits) || std::ranges::any_of(world.quotas, limits);
}

// A solver proves bounds to its tolerance and no further.
double safely_below(double bound) { return bound - 1e-6 * std::max(1.0, std::fabs(bound)); }

}  // namespace

FirstLots first_lots_of(const PlanModel& model, const Solution& solution) {
  FirstLots first;
  for (const auto& device : model.lots) {
    auto& sites = first.emplace_back();
    for (const auto& periods : device) {
      const int column = periods.front();
      sites.push_back(column < 0 ? 0 : std::round(solution.values[at(column)]));
    }
  }
  return first;
}

JointProgram::JointProgram(const std::vector<World>& worlds, const std::vector<PlanModel>& models,
                           const std::vector<Solution>& own)
    : worlds_(worlds), models_(models), own_(own) {
  add_orders();
  for (std::size_t b = 0; b < worlds_.size(); ++b) add_world(b);
}

FirstLots JointProgram::lots_of(const Solution& solution) const {
  FirstLots lots;
  for (const auto& device : orders_) {
    auto& sites = lots.emplace_back();
    for (const int column : device) {
      sites.push_back(column < 0 ? 0 : std::round(solution.values[at(column)]));
    }
  }
  return lots;
}

Milp JointProgram::with_whole_orders_alone() const {
  Milp loose = relaxed(joint_);
  for (const auto& device : orders_) {
    for (const int column : device) {
      if (column >= 0) loose.columns[at(column)].is_integer = true;
    }
  }
  return loose;
}

Milp JointProgram::with_orders(const FirstLots& lots) const {
  Milp held = joint_;
  for (std::size_t i = 0; i < orders_.size(); ++i) {
    for (std::size_t z = 0; z < orders_[i].size(); ++z) {
      if (orders_[i][z] < 0) continue;
      Column& column = held.columns[at(orders_[i][z])];
      column.lower = column.upper = std::min(lots[i][z], column.upper);
    }
  }
  return held;
}

// A column for what is ordered in all worlds, where all offer it.
void JointProgram::add_orders() {
  for (std::size_t i = 0; i < models_.front().lots.size(); ++i) {
    auto& sites = orders_.emplace_back();
    for (std::size_t z = 0; z < models_.front().lots[i].size(); ++z) {
      double most = kUnbounded;
      for (const auto& model : models_) {
        const int column = model.lots[i][z].front();
        most = std::min(most, column < 0 ? 0 : model.milp.columns[at(column)].upper);
      }
      const std::string name = "order_" + std::to_string(i) + "_" + std::to_string(z);
      sites.push_back(most > 0 ? joint_.add_column({name, 0, 0, most, true}) : -1);
    }
  }
}

// Its decisions, its rows, its orders tied to the common ones, and what it costs.
void JointProgram::add_world(std::size_t b) {
  const Milp part = without_details(models_[b].milp);
  const int first = static_cast<int>(joint_.columns.size());
  const std::string prefix = prefix_of(b);
  std::vector<double> cost;
  for (const auto& column : part.columns) {
    joint_.add_column({prefix + column.name, 0, column.lower, column.upper, column.is_integer});
    cost.push_back(column.cost);
  }
  for (const auto& row : part.rows) {
    Row copy = row;
    copy.name = prefix + row.name;
    for (auto& term : copy.terms) term.column += first;
    joint_.add_row(std::move(copy));
  }
  costs_.push_back(
      joint_.add_column({prefix + "cost", 0, safely_below(own_[b].bound), kUnbounded, false}));
  std::vector<Term> total{{costs_.back(), 1}};
  tie_orders(b, first, cost, total);
  for (std::size_t i = 0; i < cost.size(); ++i) {
    if (cost[i] != 0) total.push_back({first + static_cast<int>(i), -cost[i]});
  }
  joint_.add_row({prefix + "costs", std::move(total), part.constant, kUnbounded, 0});
}

// What arrives is what was ordered, or less where the world limits it; the rest loses its
// prepayment, which is added to `cost` of what arrives and to `total`.
void JointProgram::tie_orders(std::size_t b, int first, std::vector<double>& cost,
                              std::vector<Term>& total) {
  for (std::size_t i = 0; i < orders_.size(); ++i) {
    const PlanDevice& device = worlds_[b].problem.devices[i];
    const bool may_be_blocked = is_limited_at_first(worlds_[b].problem, static_cast<int>(i));
    const double lost =
        device.devices_per_lot * device.prepayment_share * device.cash_price.front();
    for (std::size_t z = 0; z < orders_[i].size(); ++z) {
      const int local = models_[b].lots[i][z].front();
      if (local < 0) continue;
      const int ordered = orders_[i][z];
      std::vector<Term> terms{{first + local, -1}};
      if (ordered >= 0) terms.push_back({ordered, 1});
      joint_.add_row({prefix_of(b) + "arrives_" + std::to_string(i) + "_" + std::to_string(z),
                      std::move(terms), 0, may_be_blocked ? kUnbounded : 0, 0});
      if (!may_be_blocked || ordered < 0) continue;
      total.push_back({ordered, -lost});
      cost[at(local)] -= lost;
    }
  }
}

}  // namespace fleetmark::fleet
