// SPDX-License-Identifier: Apache-2.0
// See staged_solver.h.
#include "harness/fleet/staged_solver.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "harness/fleet/aggregated.h"
#include "harness/fleet/separate_parts.h"

namespace fleetmark::fleet {

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

// Searches of a part are short: most of what they find, they find at first. Counted in nodes, so
// that a plan does not depend on the machine. Found with tests/benchmark/plan_benchmark.cpp.
constexpr int kNodesOfFirstPlan = 100;
constexpr int kNodesOfDetails = 100;
constexpr int kNodesOfChoices = 20;
constexpr std::ptrdiff_t kMostChoices = 400;  // of more, sums cost time and bound no better
// Parts of the gap that is asked for.
constexpr double kGapOfFewChoices = 0.05, kGapOfManyChoices = 0.2;
constexpr double kGapOfFirstPlan = 0.2, kGapOfDetails = 0.25;
constexpr double kRoomForDetails = 0.4;
constexpr double kLeastShareOfTime = 0.05;
constexpr double kNear = 0.15;  // where a plan misses by less, its details are searched again
// Prices up to which decisions are searched for a first plan, as parts of the relaxation's cost; in
// haste, few rounds of cuts are made. One after another until a plan will do.
struct Try {
  double dear;
  SearchStyle style;
};
constexpr std::array kTries{Try{3e-5, SearchStyle::kHasty}, Try{3e-5, SearchStyle::kThorough},
                            Try{1e-4, SearchStyle::kThorough}};

void settle(Solution& found, double bound, double gap) {
  found.bound = std::min(bound, found.objective);
  found.status = found.gap() <= gap ? SolveStatus::kDone : SolveStatus::kStopped;
}

bool has_details(const Milp& milp) { return std::ranges::any_of(milp.columns, &Column::is_detail); }

// Cost of a plan that is within the gap of a bound.
double enough_cost(double bound, double gap) { return bound + gap * std::fabs(bound); }

}  // namespace

Solution StagedSolver::solve(const Milp& milp, const SolveLimits& limits,
                             const std::vector<double>& start) {
  const std::size_t least = has_details(milp) ? least_integers_ / 2 : least_integers_;
  if (milp.integers() < least || !start.empty()) return solver_.solve(milp, limits, start);
  taken_s_ = 0;
  Solution found = in_stages(milp, limits);
  found.seconds = taken_s_;
  return found;
}

Solution StagedSolver::searched(const Milp& milp, const SolveLimits& limits,
                                const std::vector<double>& start) {
  Solution found = solver_.solve(milp, limits, start);
  taken_s_ += found.seconds;
  return found;
}

// A little always: what is nearly found shall not be lost.
double StagedSolver::left_s(const SolveLimits& limits) const {
  return std::max(limits.seconds - taken_s_, kLeastShareOfTime * limits.seconds);
}

Solution StagedSolver::in_stages(const Milp& milp, const SolveLimits& limits) {
  Solution relaxation = searched(relaxed(milp), limits);
  if (!relaxation.has_values()) return relaxation;
  Solution chosen = choose(milp, relaxation, limits);
  if (!chosen.has_values()) return chosen;
  WithinBound watcher(limits.watcher, chosen.bound);
  watcher.on_state({});
  SolveLimits some = limits;
  some.watcher = &watcher;
  Solution found = first_plan(milp, chosen, some);
  if (!found.has_values()) {
    some = limits;
    some.seconds = left_s(limits);
    return searched(milp, some);
  }
  settle(found, chosen.bound, limits.gap);
  watcher.on_state({found.objective, found.bound});
  const bool is_over = taken_s_ > (1 - kLeastShareOfTime) * limits.seconds;
  if (found.status == SolveStatus::kDone || is_over) return found;
  return improved(milp, std::move(found), limits);
}

Solution StagedSolver::choose(const Milp& milp, const Solution& relaxation,
                              const SolveLimits& limits) {
  Solution chosen = relaxation;
  chosen.bound = relaxation.objective;
  const auto choices = std::ranges::count(milp.columns, true, &Column::is_choice);
  const bool has_sums = std::ranges::any_of(milp.columns, &Column::is_sum);
  if ((choices == 0 && !has_sums) || !has_details(milp)) return chosen;
  SolveLimits near = limits;
  const bool are_few = choices <= kMostChoices;
  near.gap = limits.gap * (are_few ? kGapOfFewChoices : kGapOfManyChoices);
  near.seconds = limits.seconds / 4;
  near.most_nodes = std::min(limits.most_nodes, kNodesOfChoices);
  near.watcher = nullptr;  // what is found is no plan
  const Aggregate sum = aggregated(milp);
  const Milp program = are_few ? with_choices_and_sums(sum.milp) : with_choices_alone(sum.milp);
  const Solution found = searched(program, near);
  if (found.status == SolveStatus::kInfeasible) return found;
  chosen.bound = std::max(chosen.bound, found.bound);
  if (!found.has_values()) return chosen;
  for (std::size_t i = 0; i < chosen.values.size(); ++i) {
    if (milp.columns[i].is_choice) chosen.values[i] = found.values[at(sum.column_of[i])];
  }
  return chosen;
}

Solution StagedSolver::first_plan(const Milp& milp, const Solution& chosen,
                                  const SolveLimits& limits) {
  SolveLimits some = limits;
  if (!has_details(milp)) {
    some.gap = limits.gap / 2;
    some.seconds = left_s(limits) / 2;
    return searched(restricted(milp, chosen.values), some);
  }
  const Milp held = with_choices_held(milp, chosen.values);
  const auto optimum = solver_.linear_optimum(held);
  if (!optimum) return {};
  some.gap = limits.gap * kGapOfFirstPlan;
  some.most_nodes = std::min(limits.most_nodes, kNodesOfFirstPlan);
  some.watcher = nullptr;  // details are missing, and have room that no plan need leave
  const double scale = std::max(std::fabs(optimum->objective), 1e-9);
  const auto search = [&](const Try& one) {
    SolveLimits mine = some;
    mine.style = one.style;
    mine.seconds = left_s(limits) / 3;
    const Milp few = with_room_for_details(held_by_price(held, *optimum, one.dear * scale),
                                           kRoomForDetails * limits.gap);
    return searched(without_details(few), mine);
  };
  const double enough = enough_cost(chosen.bound, limits.gap);
  Solution best, cheapest;
  for (const auto& one : kTries) {
    if (best.has_values() && taken_s_ > limits.seconds / 2) return best;
    Solution coarse = search(one);
    // With details it may cost less, where they leave some of their room.
    if (coarse.objective > enough + kRoomForDetails / 2 * limits.gap * scale) {
      if (coarse.objective < cheapest.objective) cheapest = std::move(coarse);
      continue;
    }
    Solution found = with_details(milp, coarse.values, limits, enough);
    if (found.objective > enough && found.objective <= enough + kNear * limits.gap * scale) {
      Solution finer = with_details(milp, coarse.values, limits, coarse.objective);
      if (finer.objective < found.objective) found = std::move(finer);
    }
    if (found.objective < best.objective) best = std::move(found);
    if (best.objective <= enough) return best;
  }
  if (best.has_values()) return best;
  if (!cheapest.has_values()) cheapest = search({kUnbounded, SearchStyle::kThorough});
  return cheapest.has_values() ? with_details(milp, cheapest.values, limits, enough) : best;
}

// Over all decisions, from the plan found.
Solution StagedSolver::improved(const Milp& milp, Solution found, const SolveLimits& limits) {
  if (has_details(milp)) {
    found = improved_in_two_steps(milp, std::move(found), limits);
    if (found.status == SolveStatus::kDone) return found;
  }
  SolveLimits some = limits;
  some.seconds = left_s(limits);
  Solution all = searched(milp, some, found.values);
  if (!all.has_values() || all.objective > found.objective) {
    settle(found, std::max(found.bound, all.bound), limits.gap);
    return found;
  }
  all.bound = std::min(std::max(found.bound, all.bound), all.objective);
  return all;
}

// What no plan without details costs less than, no plan does.
Solution StagedSolver::improved_in_two_steps(const Milp& milp, Solution found,
                                             const SolveLimits& limits) {
  SolveLimits some = limits;
  some.gap = limits.gap / 2;
  some.seconds = left_s(limits) / 2;
  some.enough_bound = found.objective - limits.gap * std::fabs(found.objective);
  const Solution coarse = searched(without_details(milp), some, found.values);
  settle(found, std::max(found.bound, coarse.bound), limits.gap);
  if (found.status == SolveStatus::kDone || !coarse.has_values()) return found;
  SolveLimits fine = limits;
  fine.gap = limits.gap / 2;
  Solution finer = with_details(milp, coarse.values, fine, enough_cost(found.bound, limits.gap));
  if (!finer.has_values() || finer.objective >= found.objective) return found;
  settle(finer, found.bound, limits.gap);
  return finer;
}

// All but the details as they are; where that leaves no room, more of each may be taken.
Solution StagedSolver::with_details(const Milp& milp, const std::vector<double>& values,
                                    const SolveLimits& limits, double enough) {
  Milp held = milp;
  for (std::size_t i = 0; i < held.columns.size(); ++i) {
    Column& column = held.columns[i];
    if (!column.is_integer || column.is_detail) continue;
    column.lower = column.upper = std::round(values[i]);
  }
  SolveLimits each = limits;
  each.seconds = left_s(limits);
  each.watcher = nullptr;
  each.enough_bound = kUnbounded;  // a bound of the whole, not of what is left of it
  const Solution least = searched(relaxed(held), each);
  if (least.has_values()) {
    each.gap = limits.gap * kGapOfDetails;
    each.most_nodes = std::min(limits.most_nodes, kNodesOfDetails);
    Solution found = solve_parts(held, solver_, each, enough - least.objective);
    taken_s_ += found.seconds;
    if (found.has_values()) return found;
  }
  each.gap = limits.gap / 2;
  each.most_nodes = limits.most_nodes;
  for (std::size_t i = 0; i < held.columns.size(); ++i) {
    Column& column = held.columns[i];
    if (!column.is_integer || column.is_detail) continue;
    column.upper = std::min(milp.columns[i].upper, column.lower + 2);
  }
  return searched(held, each);
}

}  // namespace fleetmark::fleet
