// SPDX-License-Identifier: Apache-2.0
// HiGHS behind the planner's interface, where CMake has found it. On one thread, as CBC.
#pragma once

#include "harness/io/serial_solver.h"

namespace fleetmark::io {

class HighsSolver : public SerialSolver {
  fleet::Solution search(const fleet::Milp& milp, const fleet::SolveLimits& limits,
                         const std::vector<double>& start) override;
  std::optional<fleet::LinearOptimum> optimum(const fleet::Milp& milp) override;
};

}  // namespace fleetmark::io
