// SPDX-License-Identifier: Apache-2.0
// See world_change.h.
#include "harness/fleet/world_change.h"

#include <algorithm>
#include <cmath>

namespace fleetmark::fleet {
namespace {

// From the second period on.
void scale_later(std::vector<double>& by_period, double factor) {
  for (std::size_t t = 1; t < by_period.size(); ++t) by_period[t] *= factor;
}

void change_imports(const WorldChange& change, PlanDevice& device) {
  switch (change.kind) {
    case WorldChangeKind::kImportSupply:
      scale_later(device.supply, change.amount);
      return;
    case WorldChangeKind::kImportPrice:
      scale_later(device.cash_price, change.amount);
      scale_later(device.capital, change.amount);
      return;
    case WorldChangeKind::kImportDelay:
      device.lead_periods += static_cast<int>(std::lround(change.amount));
      return;
    case WorldChangeKind::kDemand:
    case WorldChangeKind::kPowerPrice:
      return;
  }
}

}  // namespace

std::optional<WorldChangeKind> world_change_from_name(std::string_view name) {
  const auto found = std::ranges::find(kWorldChanges, name, &WorldChangeRow::name);
  if (found == kWorldChanges.end()) return std::nullopt;
  return static_cast<WorldChangeKind>(found - kWorldChanges.begin());
}

void apply(const WorldChange& change, PlanProblem& problem) {
  if (change.kind == WorldChangeKind::kDemand) {
    for (auto& workload : problem.workloads) scale_later(workload.demand_per_s, change.amount);
  }
  if (change.kind == WorldChangeKind::kPowerPrice) {
    for (auto& prices : problem.power_price) scale_later(prices, change.amount);
  }
  for (auto& device : problem.devices) {
    if (device.is_imported) change_imports(change, device);
  }
}

}  // namespace fleetmark::fleet
