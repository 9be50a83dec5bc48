// SPDX-License-Identifier: Apache-2.0
// A program as text for other solvers: free MPS, or CPLEX LP. Numbers keep every digit. The
// constant of the objective is a column fixed at 1.
#pragma once

#include <string>

#include "harness/fleet/milp.h"

namespace fleetmark::fleet {

std::string mps_text(const Milp& milp);
std::string lp_text(const Milp& milp);

}  // namespace fleetmark::fleet
