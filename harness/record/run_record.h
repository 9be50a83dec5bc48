// SPDX-License-Identifier: Apache-2.0
// The whole of one run: who measured what, where, with which tool. Types only; harness/io writes
// it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/record/measurement.h"
#include "harness/record/replica.h"
#include "harness/record/rival.h"
#include "harness/record/soak.h"
#include "kernels/api/device_info.h"

namespace fleetmark::record {

struct NamedValue {
  std::string name;
  std::string value;
};

struct Tool {
  std::string version;
  std::string commit;  // "unknown" when built outside a git checkout
  std::string build_flags;
  std::string compiler;
  std::vector<NamedValue> libraries;
};

// Facts about the host; a fact that could not be read is absent from `facts` and named in
// `unknown`.
struct Environment {
  std::vector<NamedValue> facts;    // "hostname", "kernel", "governor", "cgroup_cpu_quota", ...
  std::vector<NamedValue> unknown;  // name, reason
};

// Of a run that another tool measured and `fleetmark import` read: its figures are that tool's.
struct ImportedFrom {
  std::string tool;                // "nvbandwidth 0.8": who measured
  std::string format;              // "nvbandwidth-json"
  std::string file;                // its name, without folders
  std::vector<std::string> notes;  // what the tool does not tell and what stands in its place
};

struct RunRecord {
  std::string id;           // time stamp + random suffix, unique per run
  std::string started_at;   // UTC, ISO 8601
  std::string finished_at;  // empty while incomplete
  // Why it ended before all that was planned was tried: "interrupted after 3 of 8 cases"; or empty.
  std::string ended_by;
  Tool tool;
  Environment environment;
  DeviceInfo device;
  std::string suite;
  bool is_fake = false;  // taken on the fake backend: must not enter results/
  std::vector<Measurement> measurements;
  std::vector<Skipped> skipped;
  std::vector<SoakStretch> soak;  // of `measure --soak`, in the order run
  std::vector<Replica> replicas;  // of `measure --workload`
  std::vector<RivalPair> rivals;  // of `measure --rivals` and suites that ask for it
  std::optional<ImportedFrom> imported_from;

  [[nodiscard]] bool is_incomplete() const { return finished_at.empty() || !ended_by.empty(); }
  [[nodiscard]] std::string why_incomplete() const {
    return is_incomplete() && ended_by.empty() ? "it never finished" : ended_by;
  }
  // No figure and no load: all it holds is what was skipped.
  [[nodiscard]] bool has_measured_nothing() const {
    return measurements.empty() && replicas.empty() && soak.empty();
  }
};

}  // namespace fleetmark::record
