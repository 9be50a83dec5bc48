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

}  // namespace

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
    }
    append_samples(known->samples, replica.samples, share);
    append_warnings(known->warnings, replica.warnings);
  }
}

}  // namespace fleetmark::measure
