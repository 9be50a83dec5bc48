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

void scale_price(PlanDevice& device, double factor) {
  scale_later(device.cash_price, factor);
  scale_later(device.capital, factor);
}

void delay(PlanDevice& device, double periods) {
  device.lead_periods += static_cast<int>(std::lround(periods));
}

void change_import(const WorldChange& change, PlanDevice& device) {
  if (change.kind == WorldChangeKind::kImportSupply) scale_later(device.supply, change.amount);
  if (change.kind == WorldChangeKind::kImportPrice) scale_price(device, change.amount);
  if (change.kind == WorldChangeKind::kImportDelay) delay(device, change.amount);
}

void change_domestic(const WorldChange& change, PlanDevice& device) {
  if (change.kind == WorldChangeKind::kDomesticSupply) scale_later(device.supply, change.amount);
  if (change.kind == WorldChangeKind::kDomesticPrice) scale_price(device, change.amount);
  if (change.kind == WorldChangeKind::kDomesticDelay) delay(device, change.amount);
  if (change.kind == WorldChangeKind::kDomesticSoftware) {
    scale_later(device.software_gain, change.amount);
  }
}

std::optional<WorldChangeKind> found_by(std::string_view word,
                                        std::string_view WorldChangeRow::*column) {
  const auto found = std::ranges::find(kWorldChanges, word, column);
  if (found == kWorldChanges.end()) return std::nullopt;
  return static_cast<WorldChangeKind>(found - kWorldChanges.begin());
}

}  // namespace

std::optional<WorldChangeKind> world_change_from_name(std::string_view name) {
  return found_by(name, &WorldChangeRow::name);
}

std::optional<WorldChangeKind> world_change_from_key(std::string_view key) {
  return found_by(key, &WorldChangeRow::key);
}

bool is_allowed(const WorldChange& change) {
  const auto& row = row_of(change.kind);
  return change.amount >= row.least && change.amount <= row.most &&
         (!row.is_whole || change.amount == std::floor(change.amount));
}

void apply(const WorldChange& change, PlanProblem& problem) {
  if (change.kind == WorldChangeKind::kDemand) {
    for (auto& workload : problem.workloads) scale_later(workload.demand_per_s, change.amount);
  }
  if (change.kind == WorldChangeKind::kPowerPrice) {
    for (auto& prices : problem.power_price) scale_later(prices, change.amount);
  }
  if (change.kind == WorldChangeKind::kPowerLimit) {
    for (auto& site : problem.sites) scale_later(site.power_kw, change.amount);
  }
  for (auto& device : problem.devices) {
    if (device.is_imported) change_import(change, device);
    if (device.is_domestic) change_domestic(change, device);
  }
}

}  // namespace fleetmark::fleet
