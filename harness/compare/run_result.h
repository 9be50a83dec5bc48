// SPDX-License-Identifier: Apache-2.0
// What of a run later comparisons need: one line for the run, one for each of its cases. A run
// record holds every sample; a history, a merge of thousands of ranks and an acceptance do not.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/record/run_record.h"

namespace fleetmark::compare {

struct RunHead {
  std::string run_id;
  std::string started_at;  // UTC, ISO 8601
  std::string tool;        // "fleetmark 0.1.0 (commit)", or who measured instead: "nvbandwidth 0.8"
  bool is_imported = false;
  bool is_fake = false;
  std::string host;       // empty: not known
  std::string device_id;  // "cuda:0"
  std::string device;     // model
  std::string uuid;       // empty: the device tells none
  std::string suite;
  // What a figure depends on beside the code, as "power_limit_w=700; ecc_enabled=1": series of
  // other conditions are other series.
  std::string conditions;
  std::string incomplete;      // why the run ended before all that was planned was tried; or empty
  bool holds_nothing = false;  // no figure, no fault and no load: nothing to judge by
};

struct CaseResult {
  std::string key;  // "memory.triad/nontemporal f64 n=1048576, cold uniform fixed-power"
  Metric metric = Metric::kBytesPerSecond;
  double rate_per_s = 0;  // B/s, FLOP/s or operations per second: more is better
  double median_s = 0;    // of one launch
  std::optional<record::Interval> median_95_s;
  std::int64_t samples = 0;
  int launches = 1;
  std::optional<double> clock_hz;
  // Bytes, FLOP or operations of one clock cycle: what a lower clock does not change.
  std::optional<double> per_cycle;
  std::optional<double> energy_j;  // of one launch
  std::vector<std::string> warnings;
};

// A case that has no figure because its answer was wrong or its measurement invalid.
struct Fault {
  std::string key;
  std::string reason;
};

struct RunResult {
  RunHead head;
  std::vector<CaseResult> cases;
  std::vector<Fault> faults;
};

RunResult result_of(const record::RunRecord& run);

// "bytes_per_s" -> "B/s"; of operations, "1/s".
std::string rate_unit(Metric metric);
// "B", "FLOP", "1": of one cycle.
std::string cycle_unit(Metric metric);

}  // namespace fleetmark::compare
