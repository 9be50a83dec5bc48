// SPDX-License-Identifier: Apache-2.0
// The worlds that a plan is held against, from the words of --against and --chances.
#pragma once

#include <optional>
#include <vector>

#include "harness/cli/options.h"
#include "harness/cli/plan_data.h"
#include "harness/fleet/hedging.h"
#include "harness/fleet/world.h"

namespace fleetmark::cli {

// The scenario's own world, then every one of --against. kUsage for what is no world.
Result<std::vector<fleet::World>> worlds_of(const Catalogue& catalogue, const PlanOptions& options,
                                            const PlanData& data);

// Weights of sum 1; empty where none were given. kUsage where their number is not that of worlds.
Result<std::optional<fleet::Chances>> chances_of(const PlanOptions& options);

}  // namespace fleetmark::cli
