// SPDX-License-Identifier: Apache-2.0
// See merge_replicas.h.
#include "harness/measure/merge_replicas.h"

#include <algorithm>

namespace fleetmark::measure {
namespace {

bool is_same_part(const record::ReplicaPart& a, const record::ReplicaPart& b) {
  return a.name == b.name && a.measurement == b.measurement && a.in_block == b.in_block &&
         a.in_phase == b.in_phase && a.is_rival == b.is_rival;
}

// Both with the merged record's measurements.
bool is_same_block(const record::Replica& a, const record::Replica& b) {
  return a.workload == b.workload && a.phase == b.phase && a.precision == b.precision &&
         a.conditions == b.conditions && a.blocks == b.blocks && a.block == b.block &&
         a.missing.size() == b.missing.size() && std::ranges::equal(a.parts, b.parts, is_same_part);
}

// That of the first launch.
void keep_energy_if_all_have_it(record::Replica& whole, const record::Replica& part) {
  if (part.energy_j_per_block) return;
  whole.energy_j_per_block.reset();
  whole.energy_unknown_reason = part.energy_unknown_reason;
}

}  // namespace

void add_replicas(record::RunRecord& merged, const record::RunRecord& launch,
                  const std::vector<std::size_t>& places, const LaunchShare& share) {
  for (record::Replica replica : launch.replicas) {
    for (auto& part : replica.parts) {
      const auto own = static_cast<std::size_t>(part.measurement);
      part.measurement = static_cast<std::int64_t>(places[own]);
    }
    auto known = std::ranges::find_if(
        merged.replicas, [&](const record::Replica& one) { return is_same_block(one, replica); });
    if (known == merged.replicas.end()) {
      merged.replicas.push_back(replica);
      known = merged.replicas.end() - 1;
      known->samples.clear();
      known->windows.clear();
    } else {
      add_watch(known->watch, replica.watch);
      keep_energy_if_all_have_it(*known, replica);
    }
    append_samples(known->samples, replica.samples, share);
    append_warnings(known->warnings, replica.warnings);
  }
}

}  // namespace fleetmark::measure
