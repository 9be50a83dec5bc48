// SPDX-License-Identifier: Apache-2.0
// A program whose fixed columns leave parts that share no row is as many small programs: each is
// searched by itself, which takes far less than all at once.
#pragma once

#include "harness/fleet/milp.h"

namespace fleetmark::fleet {

// Groups of columns that are not fixed, such that no row has columns of two groups.
std::vector<std::vector<int>> separate_parts(const Milp& milp);

// Every part within `limits.gap` of its own best, or all together within `slack` of what they would
// cost without whole numbers (in the unit of the costs), whichever is wider: a small part need not
// be searched to a share of itself. Where more than a slack is lost, parts that lost most are
// searched again and longer than `limits.most_nodes`. The bound is the sum of theirs. Stopped
// where any of them is.
Solution solve_parts(const Milp& milp, Solver& solver, const SolveLimits& limits, double slack = 0);

}  // namespace fleetmark::fleet
