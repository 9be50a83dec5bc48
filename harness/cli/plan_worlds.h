// SPDX-License-Identifier: Apache-2.0
// The worlds that a plan is held against: of --against and --chances, or else those that the
// scenario states.
#pragma once

#include <optional>
#include <vector>

#include "harness/cli/options.h"
#include "harness/cli/plan_data.h"
#include "harness/fleet/hedging.h"
#include "harness/fleet/world.h"

namespace fleetmark::cli {

struct OpenWorlds {
  std::vector<fleet::World> worlds;  // the scenario's own first; it alone where no other is named
  std::optional<fleet::Chances> chances;  // of sum 1; absent where nobody gave any
};

// kUsage for words that name no world, for chances whose number is not that of worlds, and for a
// weighed tail without chances; what opening policies says.
Result<OpenWorlds> open_worlds(const Catalogue& catalogue, const PlanOptions& options,
                               const PlanData& data);

}  // namespace fleetmark::cli
