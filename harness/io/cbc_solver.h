// SPDX-License-Identifier: Apache-2.0
// CBC (COIN-OR branch and cut) behind the planner's interface.
#pragma once

#include "harness/fleet/milp.h"

namespace fleetmark::io {

// One search at a time in a process, since CBC is not thread-safe, and on one thread, so that equal
// models take equal paths. Two phases: CBC's own search for few nodes finds good plans; a search by
// best bound from that plan then proves how good it is.
class CbcSolver : public fleet::Solver {
 public:
  using fleet::Solver::solve;
  fleet::Solution solve(const fleet::Milp& milp, const fleet::SolveLimits& limits,
                        const std::vector<double>& start) override;
  std::optional<fleet::LinearOptimum> linear_optimum(const fleet::Milp& milp) override;
  // In processes of their own, as many as there are cores.
  std::vector<fleet::Solution> each(
      std::size_t count, const std::function<fleet::Solution(std::size_t)>& job) override;
};

}  // namespace fleetmark::io
