// SPDX-License-Identifier: Apache-2.0
// See staged_solver.h.
#include "harness/fleet/staged_solver.h"

#include <algorithm>

namespace fleetmark::fleet {

Milp relaxed(Milp milp) {
  for (auto& column : milp.columns) column.is_integer = false;
  return milp;
}

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
  if (milp.integers() < least_integers_ || !start.empty()) {
    return solver_.solve(milp, limits, start);
  }
  const Solution bound = solver_.solve(relaxed(milp), limits, {});
  if (!bound.has_values()) return bound;
  SolveLimits some = limits;
  some.gap = limits.gap / 2;
  some.seconds = limits.seconds / 2;
  WithinBound watcher(limits.watcher, bound.objective);
  watcher.on_state({});
  some.watcher = &watcher;
  Solution found = solver_.solve(restricted(milp, bound.values), some, {});
  if (!found.has_values()) return solver_.solve(milp, limits, {});
  found.bound = std::min(bound.objective, found.objective);
  found.status = found.gap() <= limits.gap ? SolveStatus::kDone : SolveStatus::kStopped;
  if (found.status == SolveStatus::kDone) return found;
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

}  // namespace fleetmark::fleet
