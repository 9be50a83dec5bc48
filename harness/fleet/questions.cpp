// SPDX-License-Identifier: Apache-2.0
// See questions.h.
#include "harness/fleet/questions.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace fleetmark::fleet {
namespace {

// Limits that a planner may lift; the rest is what a fleet is.
bool may_be_lifted(Limit limit) { return limit != Limit::kCapacity && limit != Limit::kPorting; }

Milp without(const Milp& milp, const std::set<Limit>& lifted) {
  Milp rest = milp;
  std::erase_if(rest.rows,
                [&](const Row& row) { return lifted.contains(static_cast<Limit>(row.family)); });
  return rest;
}

std::string policy_of(const std::string& rule) { return rule.substr(0, rule.find('.')); }

template <typename Rules>
void collect_policies(const Rules& rules, std::set<std::string>& policies) {
  for (const auto& rule : rules) policies.insert(policy_of(rule.rule));
}

template <typename Rules>
void drop_policy(Rules& rules, const std::string& policy) {
  std::erase_if(rules, [&](const auto& rule) { return policy_of(rule.rule) == policy; });
}

PlanProblem without_policy(PlanProblem problem, const std::string& policy) {
  drop_policy(problem.quotas, policy);
  drop_policy(problem.ties, policy);
  drop_policy(problem.floors, policy);
  drop_policy(problem.bans, policy);
  return problem;
}

// Only optimality is proven by a plan, infeasibility by none.
bool is_infeasible(const Solution& solution) { return solution.status == SolveStatus::kInfeasible; }

// Rows that may be lifted and cannot hold together, by dropping the others in ever smaller blocks.
std::vector<std::string> smallest_rows(Milp milp, Solver& solver, const SolveLimits& limits) {
  std::vector<Row> kept;
  std::vector<Row> open;
  for (auto& row : milp.rows) {
    (may_be_lifted(static_cast<Limit>(row.family)) ? open : kept).push_back(std::move(row));
  }
  const auto holds_without = [&](std::size_t from, std::size_t count) {
    milp.rows = kept;
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (i < from || i >= from + count) milp.rows.push_back(open[i]);
    }
    return !is_infeasible(solver.solve(milp, limits));
  };
  for (std::size_t block = std::max<std::size_t>(open.size() / 2, 1);; block /= 2) {
    // From the end, so that what remains is of the earliest periods.
    for (std::size_t end = open.size(); end > 0;) {
      const std::size_t count = std::min(block, end);
      end -= count;
      if (holds_without(end, count)) continue;
      open.erase(open.begin() + static_cast<std::ptrdiff_t>(end),
                 open.begin() + static_cast<std::ptrdiff_t>(end + count));
    }
    if (block == 1) break;
  }
  std::vector<std::string> names;
  for (const auto& row : open) names.push_back(row.name);
  return names;
}

}  // namespace

std::vector<Change> changes_of(const PlanProblem& problem) {
  std::vector<Change> changes;
  const auto add = [&](const std::string& name) -> PlanProblem& {
    changes.push_back({name, problem});
    return changes.back().problem;
  };
  for (std::size_t i = 0; i < problem.quotas.size(); ++i) {
    double lot = 0;
    for (const int device : problem.quotas[i].devices) {
      lot = std::max(lot, problem.devices[static_cast<std::size_t>(device)].devices_per_lot);
    }
    if (lot > 0) add("one more lot under " + problem.quotas[i].rule).quotas[i].limit += lot;
  }
  constexpr double kMegawatt = 1000;
  for (std::size_t z = 0; z < problem.sites.size(); ++z) {
    auto& power = add("1 MW more at " + problem.sites[z].id).sites[z].power_kw;
    for (double& kw : power) kw += kMegawatt;
  }
  constexpr double kMillion = 1e6;
  if (problem.budget) {
    add("1 million " + problem.currency + " more in the first period").budget->front() += kMillion;
  }
  if (!problem.ties.empty()) add("no tie").ties.clear();
  std::set<std::string> policies;
  collect_policies(problem.quotas, policies);
  collect_policies(problem.ties, policies);
  collect_policies(problem.floors, policies);
  collect_policies(problem.bans, policies);
  for (const auto& policy : policies) {
    changes.push_back({"without " + policy, without_policy(problem, policy)});
  }
  if (policies.size() > 1) {
    PlanProblem open = problem;
    for (const auto& policy : policies) open = without_policy(std::move(open), policy);
    changes.push_back({"without any policy", std::move(open)});
  }
  return changes;
}

std::vector<ChangeValue> values_of(const Solution& base, const std::vector<Change>& changes,
                                   Solver& solver, const SolveLimits& limits) {
  SolveLimits quiet = limits;
  quiet.watcher = nullptr;
  const auto others = solver.each(changes.size(), [&](std::size_t k) {
    return solver.solve(plan_model(changes[k].problem).milp, quiet);
  });
  std::vector<ChangeValue> values;
  for (std::size_t k = 0; k < changes.size(); ++k) {
    const Solution& other = others[k];
    ChangeValue value{changes[k].name};
    value.becomes_feasible = !base.has_values() && other.has_values();
    if (base.has_values() && other.has_values()) {
      value.is_known = true;
      value.low = base.bound - other.objective;
      value.high = base.objective - other.bound;
    }
    values.push_back(std::move(value));
  }
  return values;
}

Conflict conflict_of(const PlanModel& model, Solver& solver, const SolveLimits& limits) {
  std::set<Limit> kinds;
  for (const auto& row : model.milp.rows) kinds.insert(static_cast<Limit>(row.family));
  // Limits are lifted one by one for good where what is left still cannot hold.
  std::set<Limit> lifted;
  Conflict conflict;
  for (const Limit kind : kinds) {
    if (!may_be_lifted(kind)) continue;
    std::set<Limit> trial = lifted;
    trial.insert(kind);
    const Solution left = solver.solve(without(model.milp, trial), limits);
    if (is_infeasible(left)) {
      lifted = std::move(trial);
    } else {
      conflict.limits.push_back(kind);
    }
  }
  conflict.rows = smallest_rows(without(model.milp, lifted), solver, limits);
  for (const Limit kind : conflict.limits) {
    const Solution relaxed = solver.solve(without(model.milp, {kind}), limits);
    conflict.relaxations.push_back({kind, relaxed.has_values() ? relaxed.objective : kUnbounded});
  }
  std::ranges::sort(conflict.relaxations, {}, &Conflict::Relaxation::cost);
  return conflict;
}

}  // namespace fleetmark::fleet
