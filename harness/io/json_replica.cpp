// SPDX-License-Identifier: Apache-2.0
// The replica of a run record as JSON and back: see json_run_record.h.
#include <cmath>

#include "harness/io/json_run_parts.h"
#include "harness/io/json_run_record.h"

namespace fleetmark::io {
namespace {

using Json = nlohmann::ordered_json;
using nlohmann::json;

Json parts_json(const std::vector<record::ReplicaPart>& parts) {
  Json list = Json::array();
  for (const auto& part : parts) {
    list.push_back({{"name", part.name},
                    {"measurement", part.measurement},
                    {"in_block", part.in_block},
                    {"in_phase", part.in_phase},
                    {"is_library", part.is_library},
                    {"is_rival", part.is_rival},
                    {"instead_of", part.instead_of}});
  }
  return list;
}

Json missing_json(const std::vector<record::MissingOperator>& missing) {
  Json list = Json::array();
  for (const auto& one : missing) {
    list.push_back({{"name", one.name},
                    {"problem", problem_json(one.problem)},
                    {"in_phase", one.in_phase},
                    {"in_block", one.in_block},
                    {"reason", one.reason}});
  }
  return list;
}

// Records of before these were written lack them.
void read_watched(record::Replica& r, const json& value) {
  const json next = value.value("phase_next_launch_95_s", json());
  if (!next.is_null()) r.phase_next_launch_95_s = interval_of(next);
  r.energy_j_per_block = maybe_number(value.value("energy_j_per_block", json()));
  r.energy_unknown_reason = value.value("energy_unknown_reason", "it was not measured");
  r.windows = windows_of(value.value("windows", json::array()));
  if (value.contains("watch")) r.watch = watch_of(value["watch"]);
}

}  // namespace

Json to_json(const record::Replica& r) {
  Json conditions = Json::object();
  for (const auto& [name, value] : r.conditions) conditions[name] = value;
  Json written{
      {"workload", r.workload},
      {"phase", r.phase},
      {"precision", r.precision},
      {"conditions", conditions},
      {"block", r.block},
      {"blocks", r.blocks},
      {"how", r.how},
      {"parts", parts_json(r.parts)},
      {"missing", missing_json(r.missing)},
      {"batch_launches", r.batch_launches},
      {"samples", samples_json(r.samples)},
      {"block_s", summary_json(r.block_s)},
      {"sum_over_block", r.sum_over_block},
      {"sum_over_block_95", interval_or_null(r.sum_over_block_95)},
      {"phase_s", r.phase_s ? Json(*r.phase_s) : Json(nullptr)},
      {"phase_95_s", r.phase_s ? interval_or_null(r.phase_95_s) : Json(nullptr)},
      {"phase_next_launch_95_s",
       r.phase_next_launch_95_s ? interval_json(*r.phase_next_launch_95_s) : Json(nullptr)},
      {"measure", r.measure},
      {"amount", r.amount},
      {"energy_j_per_block", or_null(r.energy_j_per_block)},
      {"energy_unknown_reason", r.energy_unknown_reason},
      {"windows", windows_json(r.windows)},
      {"warnings", warnings_json(r.warnings)}};
  if (!r.watch.is_empty()) written["watch"] = watch_json(r.watch);
  return written;
}

record::Replica replica_of(const json& value) {
  record::Replica r;
  r.workload = value["workload"];
  r.phase = value["phase"];
  r.precision = value["precision"];
  for (const auto& [name, number] : value["conditions"].items()) {
    r.conditions.emplace_back(name, number.get<std::int64_t>());
  }
  r.block = value["block"];
  r.blocks = value["blocks"];
  r.how = value["how"];
  for (const auto& part : value["parts"]) {
    r.parts.push_back({part["name"], part["measurement"], part["in_block"], part["in_phase"],
                       part["is_library"], part["is_rival"], part["instead_of"]});
  }
  for (const auto& one : value["missing"]) {
    const std::int64_t in_phase = one["in_phase"];
    // Records of before it was written: what runs less often than blocks do is in none.
    r.missing.push_back({one["name"], problem_of(one["problem"]), in_phase, one["reason"],
                         one.value("in_block", in_phase / r.blocks)});
  }
  r.batch_launches = value["batch_launches"];
  r.samples = samples_of(value["samples"]);
  r.block_s = summary_of(value["block_s"]);
  r.sum_over_block = value["sum_over_block"];
  r.sum_over_block_95 = maybe_interval(value["sum_over_block_95"]);
  if (!value["phase_s"].is_null()) {
    r.phase_s = value["phase_s"].get<double>();
    r.phase_95_s = maybe_interval(value["phase_95_s"]);
  }
  r.measure = value["measure"];
  r.amount = value["amount"];
  r.warnings = warnings_of(value["warnings"]);
  read_watched(r, value);
  return r;
}

std::string nonsense_of(const record::Replica& r,
                        const std::vector<record::Measurement>& measurements) {
  for (std::size_t i = 0; i < r.parts.size(); ++i) {
    const std::string part = "parts." + std::to_string(i);
    const std::int64_t index = r.parts[i].measurement;
    if (index >= static_cast<std::int64_t>(measurements.size())) {
      return part + ".measurement: found " + std::to_string(index) +
             "; allowed: one of the run's " + std::to_string(measurements.size()) +
             " measurements, from 0";
    }
    if (r.parts[i].in_block * r.blocks > r.parts[i].in_phase) {
      return part + ".in_block: found " + std::to_string(r.parts[i].in_block) + " in each of " +
             std::to_string(r.blocks) + " blocks; allowed: no more than in_phase, " +
             std::to_string(r.parts[i].in_phase);
    }
  }
  if (r.phase_s && !r.missing.empty()) {
    return "phase_s: found a time; allowed: null, for operators are missing";
  }
  return nonsense_of(r.block_s, r.samples, "block_s");
}

}  // namespace fleetmark::io
