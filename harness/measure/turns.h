// SPDX-License-Identifier: Apache-2.0
// Operand sets of operators that run in turn, so that none finds its operands in a cache. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/measure/plan.h"

namespace fleetmark::measure {

// One operator's turn: launches in a row, before the others run.
struct Turn {
  Bytes footprint, touched_by_launch;
  std::int64_t launches = 1;
};

// Where all turns together touch evicting_bytes(), the others empty the caches meanwhile, and sets
// for one turn are enough. Else each needs as many as a case that runs alone; the label says where
// memory allows fewer. Operators share what memory is available.
std::vector<Rotation> rotations_in_turn(bool is_cold, const std::vector<Turn>& turns,
                                        std::optional<Bytes> last_level_cache,
                                        std::optional<Bytes> memory_available);

}  // namespace fleetmark::measure
