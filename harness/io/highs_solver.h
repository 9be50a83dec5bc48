// SPDX-License-Identifier: Apache-2.0
// HiGHS behind the planner's interface, where CMake has found it.
#pragma once

#include "harness/fleet/milp.h"

namespace fleetmark::io {

// One search at a time in a process, on one thread, so that equal models take equal paths.
class HighsSolver : public fleet::Solver {
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
