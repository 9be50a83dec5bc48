// SPDX-License-Identifier: Apache-2.0
// The timed part of a case: warm-up and samples, and what disturbed them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/measure/measure_case.h"

namespace fleetmark::measure {

struct Disturbance {
  std::int64_t launches = 0;  // warm-up included, rotating from operand set 0
  int cpu_migrations = 0;
  int preemptions = 0;
  double worst_other_load = 0;  // CPU seconds per second
  double lowest_clock_hz = 0;   // 0: never read
  double highest_clock_hz = 0;
  bool saw_power_cap = false;
  std::string invalidating;      // throttle reason that spoils the measurement, or empty
  std::string fatal_errors;      // errors of the device that spoil it, or empty
  std::string corrected_errors;  // and those that do not
};

void note_clock(Disturbance& seen, double hz);

// One that is sampled: prepared, verified and described.
struct Contender {
  PreparedKernel* kernel = nullptr;
  const CaseOptions* options = nullptr;
  record::Measurement* measurement = nullptr;
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
