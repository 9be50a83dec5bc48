// SPDX-License-Identifier: Apache-2.0
// See staged_solver.h.
#include "harness/fleet/staged_solver.h"

#include <algorithm>
#include <cmath>

#include "harness/fleet/separate_parts.h"

namespace fleetmark::fleet {

Milp restricted(Milp milp, const std::vector<double>& relaxation) {
  constexpr double kUnused = 1e-7;
  for (std::size_t i = 0; i < milp.columns.size(); ++i) {
    Column& column = milp.columns[i];
    if (column.is_integer && relaxation[i] < column.lower + kUnused) column.upper = column.lower;
  }
  return milp;
}

namespace {

// What a search over part of the decisions finds holds for all; what it proves does not.
class WithinBound : public SearchWatcher {
 public:
  WithinBound(SearchWatcher* outer, double bound) : outer_(outer), bound_(bound) {}
  void on_state(const SearchState& state) override {
    if (outer_ == nullptr) return;
    outer_->on_state(
        {state.incumbent, state.incumbent ? std::min(bound_, *state.incumbent) : bound_});
  }

 private:
  SearchWatcher* outer_;
  double bound_;
};

}  // namespace

Solution StagedSolver::solve(const Milp& milp, const SolveLimits& limits,
                             const std::vector<double>& start) {
  const bool has_details = std::ranges::any_of(milp.columns, &Column::is_detail);
  if (milp.integers() < (has_details ? least_integers_ / 2 : least_integers_) || !start.empty()) {
    return solver_.solve(milp, limits, start);
  }
  Solution bound = solver_.solve(relaxed(milp), limits, {});
  if (!bound.has_values()) return bound;
  WithinBound watcher(limits.watcher, bound.objective);
  watcher.on_state({});
  SolveLimits some = limits;
  some.gap = limits.gap / 2;
  some.seconds = limits.seconds / 2;
  some.watcher = &watcher;
  const Milp few = restricted(milp, bound.values);
  Solution found = has_details ? in_two_steps(milp, few, some) : solver_.solve(few, some, {});
  if (!found.has_values()) return solver_.solve(milp, limits, {});
  found.bound = std::min(bound.objective, found.objective);
  found.status = found.gap() <= limits.gap ? SolveStatus::kDone : SolveStatus::kStopped;
  if (found.status == SolveStatus::kDone) return found;
  if (has_details) {
    // What no plan without details costs less than, no plan does.
    some.watcher = limits.watcher;
    some.enough_bound = found.objective - limits.gap * std::fabs(found.objective);
    const Solution coarse = solver_.solve(without_details(milp), some, found.values);
    found.bound = std::min(std::max(found.bound, coarse.bound), found.objective);
    found.status = found.gap() <= limits.gap ? SolveStatus::kDone : SolveStatus::kStopped;
    if (found.status == SolveStatus::kDone) return found;
    if (coarse.has_values()) {
      Solution finer = with_details(milp, coarse.values, some);
      if (finer.has_values() && finer.objective < found.objective) {
        finer.bound = std::min(found.bound, finer.objective);
        finer.status = finer.gap() <= limits.gap ? SolveStatus::kDone : SolveStatus::kStopped;
        found = std::move(finer);
        if (found.status == SolveStatus::kDone) return found;
      }
    }
  }
  some = limits;
  some.seconds = limits.seconds / 2;
  Solution all = solver_.solve(milp, some, found.values);
  if (!all.has_values() || all.objective > found.objective) {
    found.bound = std::min(std::max(found.bound, all.bound), found.objective);
    found.status = found.gap() <= limits.gap ? SolveStatus::kDone : SolveStatus::kStopped;
    return found;
  }
  all.bound = std::min(std::max(found.bound, all.bound), all.objective);
  return all;
}

// Over what the relaxation uses, first without details.
Solution StagedSolver::in_two_steps(const Milp& milp, const Milp& few, const SolveLimits& limits) {
  const Solution coarse = solver_.solve(without_details(few), limits, {});
  return coarse.has_values() ? with_details(milp, coarse.values, limits) : coarse;
}

// All but the details as they are; where that leaves no room, more of each may be taken.
Solution StagedSolver::with_details(const Milp& milp, const std::vector<double>& values,
                                    const SolveLimits& limits) {
  Milp held = milp;
  for (std::size_t i = 0; i < held.columns.size(); ++i) {
    Column& column = held.columns[i];
    if (!column.is_integer || column.is_detail) continue;
    column.lower = column.upper = std::round(values[i]);
  }
  SolveLimits each = limits;
  each.watcher = nullptr;
  each.enough_bound = kUnbounded;  // a bound of the whole, not of what is left of it
  // Details are the last of it: what they may lose is counted against the whole.
  const double slack = each.gap * std::fabs(objective(milp, values)) / 2;
  Solution found = solve_parts(held, solver_, each, slack);
  if (found.has_values()) return found;
  for (std::size_t i = 0; i < held.columns.size(); ++i) {
    Column& column = held.columns[i];
    if (!column.is_integer || column.is_detail) continue;
    column.upper = std::min(milp.columns[i].upper, column.lower + 2);
  }
  return solver_.solve(held, each, {});
}

}  // namespace fleetmark::fleet
