// SPDX-License-Identifier: Apache-2.0
// Programs narrowed to where good plans are likely: what is found in one may hold in the whole,
// what is proven in one does not.
#pragma once

#include <vector>

#include "harness/fleet/milp.h"

namespace fleetmark::fleet {

// Whole columns that `relaxation` leaves at their lower bound, held there.
Milp restricted(Milp milp, const std::vector<double>& relaxation);

// Choices held as `values` have them.
Milp with_choices_held(Milp milp, const std::vector<double>& values);

// Whole columns of which one more costs more than `most` at the prices of the relaxation, held at
// their lower bound.
Milp held_by_price(Milp milp, const LinearOptimum& optimum, double most);

// Details take more by `share` in rows that they share with other whole columns alone: what is
// decided before them leaves room for what is lost where they are whole.
Milp with_room_for_details(Milp milp, double share);

}  // namespace fleetmark::fleet
