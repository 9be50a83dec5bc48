// SPDX-License-Identifier: Apache-2.0
// A program in which columns of one kind are one column, and rows of one kind one row: their sums.
// Every solution of the program is one of it at no more cost, so that its bounds hold for both
// (surrogate relaxation; Glover, "Surrogate constraints", Operations Research 16 (1968), with costs
// and factors of a kind taken at their most favourable). Where kinds differ by site alone, little
// is lost and half the columns are gone.
#pragma once

#include <vector>

#include "harness/fleet/milp.h"

namespace fleetmark::fleet {

struct Aggregate {
  Milp milp;
  std::vector<int> column_of;  // for each column of the program, the one that it is in
};

// Columns of a kind must be at least 0 each; those of which one may be less stay by themselves.
Aggregate aggregated(const Milp& milp);

}  // namespace fleetmark::fleet
