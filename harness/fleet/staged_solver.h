// SPDX-License-Identifier: Apache-2.0
// Large programs in stages: first without whole numbers, whose cost bounds every plan's; then with
// whole choices alone, columns of one kind added up, which bounds them better; then, with these
// choices, over the decisions that are not too dear at the relaxation's prices, which leaves few;
// then, only where the plan found is not near enough to the bound, over all of them from that plan.
// Where a program has details, these are decided last, with all else as it was found without them:
// what is left falls into parts.
#pragma once

#include "harness/fleet/milp.h"
#include "harness/fleet/narrowed.h"

namespace fleetmark::fleet {

class StagedSolver : public Solver {
 public:
  using Solver::solve;
  // Programs of fewer whole columns than `least_integers`, or half as many with details, go
  // straight to `solver`, which must outlive it.
  explicit StagedSolver(Solver& solver, std::size_t least_integers = 400)
      : solver_(solver), least_integers_(least_integers) {}

  Solution solve(const Milp& milp, const SolveLimits& limits,
                 const std::vector<double>& start) override;
  std::optional<LinearOptimum> linear_optimum(const Milp& milp) override {
    return solver_.linear_optimum(milp);
  }
  std::vector<Solution> each(std::size_t count,
                             const std::function<Solution(std::size_t)>& job) override {
    return solver_.each(count, job);
  }

 private:
  Solution in_stages(const Milp& milp, const SolveLimits& limits);
  // Choices as the rest would have them if it need not be whole; `bound` is one of the whole.
  Solution choose(const Milp& milp, const Solution& relaxation, const SolveLimits& limits);
  Solution first_plan(const Milp& milp, const Solution& chosen, const SolveLimits& limits);
  Solution improved(const Milp& milp, Solution found, const SolveLimits& limits);
  Solution improved_in_two_steps(const Milp& milp, Solution found, const SolveLimits& limits);
  // `enough`: a plan that costs no more need not be searched further.
  Solution with_details(const Milp& milp, const std::vector<double>& values,
                        const SolveLimits& limits, double enough);

  // Counts what searches take.
  Solution searched(const Milp& milp, const SolveLimits& limits,
                    const std::vector<double>& start = {});
  [[nodiscard]] double left_s(const SolveLimits& limits) const;

  Solver& solver_;
  std::size_t least_integers_;
  double taken_s_ = 0;  // of the time of the program at hand
};

}  // namespace fleetmark::fleet
