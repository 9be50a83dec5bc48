// SPDX-License-Identifier: Apache-2.0
// See task_rows.h.
#include "harness/report/task_rows.h"

#include <algorithm>

namespace fleetmark::report {
namespace {

std::optional<std::size_t> index_of(const cost::Simulation& simulation, const std::string& id) {
  const auto found = std::ranges::find(simulation.costs, id, &cost::SimulatedCost::id);
  if (found == simulation.costs.end()) return std::nullopt;
  return static_cast<std::size_t>(found - simulation.costs.begin());
}

}  // namespace

const cost::SimulatedCost* TaskRows::simulated(const std::string& id) const {
  if (!simulation) return nullptr;
  const auto at = index_of(*simulation, id);
  return at ? &simulation->costs[*at] : nullptr;
}

std::optional<double> TaskRows::cheaper_than_reference(const std::string& id) const {
  if (!simulation || id == reference) return std::nullopt;
  const auto at = index_of(*simulation, id);
  const auto of_reference = index_of(*simulation, reference);
  if (!at || !of_reference) return std::nullopt;
  return simulation->cheaper[*at][*of_reference];
}

}  // namespace fleetmark::report
