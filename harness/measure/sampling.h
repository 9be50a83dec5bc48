// SPDX-License-Identifier: Apache-2.0
// The timed part of a case: warm-up and samples, and what disturbed them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/measure/measure_case.h"

namespace fleetmark::measure {

// The clocks that one source told.
struct ClockRange {
  double lowest_hz = 0;  // 0: never read
  double highest_hz = 0;

  void note(double hz);
  [[nodiscard]] bool is_known() const { return lowest_hz > 0; }
  [[nodiscard]] double drift() const { return is_known() ? highest_hz / lowest_hz - 1 : 0; }
};

struct Disturbance {
  std::int64_t launches = 0;  // warm-up included, rotating from operand set 0
  int cpu_migrations = 0;
  int preemptions = 0;
  double worst_other_load = 0;  // CPU seconds per second
  // Two sources differ by more than a locked clock drifts: each is held against itself alone.
  ClockRange sample_clock;  // stamped around the samples themselves
  ClockRange window_clock;  // as the device tells it between them
  bool saw_power_cap = false;
  std::string clock_limits;      // what else held the clock down, or empty
  std::string invalidating;      // throttle reason that spoils the measurement, or empty
  std::string fatal_errors;      // errors of the device that spoil it, or empty
  std::string corrected_errors;  // and those that do not

  [[nodiscard]] const ClockRange& clock() const {
    return sample_clock.is_known() ? sample_clock : window_clock;
  }
};

// One that is sampled: prepared, verified and described.
struct Contender {
  PreparedKernel* kernel = nullptr;
  const CaseOptions* options = nullptr;
  record::Measurement* measurement = nullptr;
  // Counters of the device before it was prepared: of several, those of the first tell most.
  std::vector<DeviceFact> counters_first;
};

// Fills the measurements (warm-up, batch, samples, windows, stop, summary). Several take turns in
// rounds, each in the order of turn_order(): they warm up together until all have settled at once
// (the limit is the sum of theirs), and rounds go on until every one's own rule is content, so that
// sample i of each is of round i. One that is at its own limit, counted in its own time, leaves the
// rounds to the others. What the device says is of all of them; energy is told of one alone.
Result<std::vector<Disturbance>> take_samples(Session& session,
                                              const std::vector<Contender>& contenders,
                                              std::uint64_t order_seed, Clock& clock);

// The closed list of warnings that these facts deserve.
std::vector<record::Warning> warnings_for(const record::Measurement& measurement,
                                          const Disturbance& disturbance);

}  // namespace fleetmark::measure
