// SPDX-License-Identifier: Apache-2.0
// How a world may turn out beside its policies: demand, supply, prices, delays, software, power.
// The first period is decided before anybody knows, so changes set in with the second; a delay
// holds for what is ordered at once too, for it comes later.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "harness/fleet/plan_problem.h"

namespace fleetmark::fleet {

enum class WorldChangeKind : std::uint8_t {
  kDemand,            // factor on every workload's
  kImportSupply,      // factor on imported devices that can be ordered
  kImportPrice,       // factor on their prices
  kPowerPrice,        // factor
  kImportDelay,       // whole periods that they come later
  kDomesticSupply,    // the same of domestic devices
  kDomesticPrice,     //
  kDomesticDelay,     //
  kDomesticSoftware,  // factor on their rates
  kPowerLimit,        // factor on the power of every site
};

struct WorldChangeRow {
  std::string_view name;  // "import-delay"
  std::string_view key;   // of a file, with its unit
  double least = 0, most = 0;
  bool is_whole = false;
};
inline constexpr std::array<WorldChangeRow, 10> kWorldChanges{
    {{"demand", "demand_factor", 0.01, 100, false},
     {"import-supply", "import_supply_factor", 0, 100, false},
     {"import-price", "import_price_factor", 0.01, 100, false},
     {"power-price", "power_price_factor", 0, 100, false},
     {"import-delay", "import_delay_periods", 0, 40, true},
     {"domestic-supply", "domestic_supply_factor", 0, 100, false},
     {"domestic-price", "domestic_price_factor", 0.01, 100, false},
     {"domestic-delay", "domestic_delay_periods", 0, 40, true},
     {"domestic-software", "domestic_software_factor", 0.01, 100, false},
     {"power-limit", "power_limit_factor", 0, 100, false}}};

inline constexpr const WorldChangeRow& row_of(WorldChangeKind kind) {
  return kWorldChanges[static_cast<std::size_t>(kind)];
}

struct WorldChange {
  WorldChangeKind kind = WorldChangeKind::kDemand;
  double amount = 1;
};

// By its name or by its key.
std::optional<WorldChangeKind> world_change_from_name(std::string_view name);
std::optional<WorldChangeKind> world_change_from_key(std::string_view key);

// Within the bounds of its row, and whole where it has to be.
bool is_allowed(const WorldChange& change);

// `change` is allowed.
void apply(const WorldChange& change, PlanProblem& problem);

}  // namespace fleetmark::fleet
