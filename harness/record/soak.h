// SPDX-License-Identifier: Apache-2.0
// A soak: kernels run under load for a long time, their answers checked again and again. Types
// only.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/record/measurement.h"

namespace fleetmark::record {

struct WrongAnswer {
  double at_s = 0;  // since the stretch began
  std::string detail;
};

// One kernel for a minute or so. A soak is a row of stretches, each saved when it ends, so that a
// machine that dies under load loses one.
struct SoakStretch {
  Problem problem;
  std::string variant;
  std::string implementation;
  Metric metric = Metric::kBytesPerSecond;
  Work work;
  int operand_sets = 1;
  std::string data;
  double duration_s = 0;  // checks and preparation included
  double loaded_s = 0;    // device time of the launches
  std::int64_t launches = 0;
  std::int64_t checks = 0;               // comparisons of every output with the oracle
  std::int64_t wrong_answers = 0;        // checks that failed
  std::vector<WrongAnswer> first_wrong;  // the first kMostWrongKept
  // Seconds of one launch, over batches; 0 where not one batch was run.
  double fastest_s = 0;
  double median_s = 0;
  double slowest_s = 0;
  std::vector<Window> windows;          // of 5 s or more, the look taken under load
  std::vector<CounterChange> counters;  // over the whole stretch
  PowerLimits power_limits;             // before and after the stretch
  std::vector<Warning> warnings;        // of a limit that is low or changed
  std::string device_errors;            // those that spoil answers: "xid_errors +1"; or empty
  std::string slowdown;                 // by heat or the hardware: "thermal for 5 % of the time"
  std::string ended_by;                 // what cut it short: "interrupted", a lost device; or empty

  [[nodiscard]] bool has_failed() const {
    return wrong_answers > 0 || !device_errors.empty() || !slowdown.empty();
  }
};

inline constexpr std::size_t kMostWrongKept = 10;

}  // namespace fleetmark::record
