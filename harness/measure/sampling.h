// SPDX-License-Identifier: Apache-2.0
// The timed part of a case: warm-up and samples, and what disturbed them.
#pragma once

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

// Fills `measurement` (warm-up, batch, samples, windows, stop, summary).
Result<Disturbance> take_samples(Session& session, PreparedKernel& kernel,
                                 const CaseOptions& options, Clock& clock,
                                 record::Measurement& measurement);

// The closed list of warnings that these facts deserve.
std::vector<record::Warning> warnings_for(const record::Measurement& measurement,
                                          const Disturbance& disturbance);

}  // namespace fleetmark::measure
