// SPDX-License-Identifier: Apache-2.0
// Large programs in stages: first without whole numbers, whose cost bounds every plan's; then over
// the decisions that it uses at all, which leaves few; then, only where the plan found is not near
// enough to the bound, over all of them from that plan. Where a program has details, these are
// decided last, with all else as it was found without them: what is left falls into parts.
#pragma once

#include "harness/fleet/milp.h"

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

 private:
  Solution in_two_steps(const Milp& milp, const Milp& few, const SolveLimits& limits);
  Solution with_details(const Milp& milp, const std::vector<double>& values,
                        const SolveLimits& limits);

  Solver& solver_;
  std::size_t least_integers_;
};

// Whole columns that `relaxation` leaves at their lower bound, held there.
Milp restricted(Milp milp, const std::vector<double>& relaxation);

}  // namespace fleetmark::fleet
