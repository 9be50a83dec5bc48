// SPDX-License-Identifier: Apache-2.0
// See merge_parts.h.
#include "harness/measure/merge_parts.h"

#include <algorithm>

namespace fleetmark::measure {

void append_samples(std::vector<record::Sample>& to, const std::vector<record::Sample>& from,
                    const LaunchShare& share) {
  const std::size_t step = (from.size() + share.most_samples - 1) / share.most_samples;
  for (std::size_t i = 0; i < from.size(); i += step) {
    record::Sample sample = from[i];
    sample.launch += share.first_launch;
    to.push_back(sample);
  }
}

void append_warnings(std::vector<record::Warning>& to, const std::vector<record::Warning>& from) {
  for (const auto& warning : from) {
    const bool is_known = std::ranges::any_of(
        to, [&](const record::Warning& known) { return known.code == warning.code; });
    if (!is_known) to.push_back(warning);
  }
}

void add_watch(record::Watch& whole, const record::Watch& part) {
  for (auto& counter : whole.counters) {
    const auto same = std::ranges::find(part.counters, counter.name, &record::CounterChange::name);
    if (same != part.counters.end()) counter.after += same->after - same->before;
  }
  if (part.pcie_generation) {
    whole.pcie_generation = std::max(whole.pcie_generation.value_or(0), *part.pcie_generation);
  }
  whole.power_limits.enforced_after_w = part.power_limits.enforced_after_w;
  whole.power_limits.default_after_w = part.power_limits.default_after_w;
  whole.energy_over_power.reset();  // the windows it came from are not kept
}

}  // namespace fleetmark::measure
