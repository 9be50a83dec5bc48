// SPDX-License-Identifier: Apache-2.0
// CBC (COIN-OR branch and cut) behind the planner's interface.
#pragma once

#include "harness/io/serial_solver.h"

namespace fleetmark::io {

// On one thread, so that equal models take equal paths. Two phases: CBC's own search for few nodes
// finds good plans; a search by best bound from that plan then proves how good it is.
class CbcSolver : public SerialSolver {
  fleet::Solution search(const fleet::Milp& milp, const fleet::SolveLimits& limits,
                         const std::vector<double>& start) override;
  std::optional<fleet::LinearOptimum> optimum(const fleet::Milp& milp) override;
};

}  // namespace fleetmark::io
