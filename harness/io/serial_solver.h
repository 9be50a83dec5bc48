// SPDX-License-Identifier: Apache-2.0
// What solvers that are not thread-safe have in common: one search at a time in a process, and
// searches that do not depend on one another in processes of their own.
#pragma once

#include "harness/fleet/milp.h"

namespace fleetmark::io {

class SerialSolver : public fleet::Solver {
 public:
  using fleet::Solver::solve;
  fleet::Solution solve(const fleet::Milp& milp, const fleet::SolveLimits& limits,
                        const std::vector<double>& start) final;
  std::optional<fleet::LinearOptimum> linear_optimum(const fleet::Milp& milp) final;
  // In processes of their own, as many as there are cores.
  std::vector<fleet::Solution> each(std::size_t count,
                                    const std::function<fleet::Solution(std::size_t)>& job) final;

 private:
  // Of a program that has columns.
  virtual fleet::Solution search(const fleet::Milp& milp, const fleet::SolveLimits& limits,
                                 const std::vector<double>& start) = 0;
  virtual std::optional<fleet::LinearOptimum> optimum(const fleet::Milp& milp) = 0;
};

}  // namespace fleetmark::io
