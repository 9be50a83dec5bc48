// SPDX-License-Identifier: Apache-2.0
// See block.h.
#include "harness/compare/block.h"

namespace fleetmark::compare {

std::string name_of(const record::Replica& replica) {
  std::string text = "block of " + replica.workload + " " + replica.phase;
  if (!replica.precision.empty()) text += " " + replica.precision;
  for (const auto& [name, value] : replica.conditions) {
    text += " " + name + "=" + std::to_string(value);
  }
  return text + " (" + replica.block + ")";
}

std::string missing_of(const record::Replica& replica) {
  if (replica.missing.empty()) return {};
  const auto& first = replica.missing.front();
  const std::size_t others = replica.missing.size() - 1;
  return "operators are missing: " + first.problem.key() + " (" + first.reason + ")" +
         (others == 0 ? "" : " and " + std::to_string(others) + " more");
}

record::Measurement as_measurement(const record::RunRecord& run, const record::Replica& replica) {
  record::Measurement block;
  block.metric = Metric::kSecondsPerOperation;
  block.work.operations = 1;
  block.batch_launches = replica.batch_launches;
  block.samples = replica.samples;
  block.summary = replica.block_s;
  block.energy_j_per_launch = replica.energy_j_per_block;
  block.energy_unknown_reason = replica.energy_unknown_reason;
  block.watch = replica.watch;
  block.warnings = replica.warnings;
  block.verification.passed = true;
  if (replica.parts.empty()) return block;
  const auto first = static_cast<std::size_t>(replica.parts.front().measurement);
  const record::Measurement& part = run.measurements[first];
  block.data = part.data;
  block.cache = part.cache;
  block.regime = part.regime;
  for (const auto& one : replica.parts) {
    const auto index = static_cast<std::size_t>(one.measurement);
    const bool has_passed = run.measurements[index].verification.passed;
    block.verification.passed = block.verification.passed && (one.is_rival || has_passed);
  }
  return block;
}

RowKey key_of(const record::RunRecord& run, const record::Replica& replica) {
  RowKey key = key_of(as_measurement(run, replica));
  key.block = name_of(replica);
  return key;
}

}  // namespace fleetmark::compare
