// SPDX-License-Identifier: Apache-2.0
// How a world may turn out beside its policies: demand, supply, prices, delays. The first period
// is decided before anybody knows, so changes set in with the second; a delay holds for what is
// ordered at once too, for it comes later.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "harness/fleet/plan_problem.h"

namespace fleetmark::fleet {

enum class WorldChangeKind : std::uint8_t {
  kDemand,        // factor on every workload's
  kImportSupply,  // factor on imported devices that can be ordered
  kImportPrice,   // factor on their prices
  kPowerPrice,    // factor
  kImportDelay,   // whole periods that they come later
};

struct WorldChangeRow {
  std::string_view name;  // "import-delay"
  double least = 0, most = 0;
  bool is_whole = false;
};
inline constexpr std::array<WorldChangeRow, 5> kWorldChanges{{{"demand", 0.01, 100, false},
                                                              {"import-supply", 0, 100, false},
                                                              {"import-price", 0.01, 100, false},
                                                              {"power-price", 0, 100, false},
                                                              {"import-delay", 0, 40, true}}};

struct WorldChange {
  WorldChangeKind kind = WorldChangeKind::kDemand;
  double amount = 1;
};

std::optional<WorldChangeKind> world_change_from_name(std::string_view name);

// `change.amount` within the bounds of its row.
void apply(const WorldChange& change, PlanProblem& problem);

}  // namespace fleetmark::fleet
