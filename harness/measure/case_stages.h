// SPDX-License-Identifier: Apache-2.0
// The stages of a case around its timing, for cases that run alone and for rivals that take turns.
#pragma once

#include <memory>

#include "harness/measure/measure_case.h"
#include "harness/measure/plan.h"
#include "harness/measure/sampling.h"

namespace fleetmark::measure {

struct CaseToRun {
  const KernelVariant* variant = nullptr;
  Problem problem;
  CaseOptions options;
};

// A case that is ready to be timed: it gave the right answer, and its outputs are poisoned again.
struct PreparedCase {
  const CaseToRun* what = nullptr;
  std::unique_ptr<PreparedKernel> kernel;
  Verification before;
  record::Measurement measurement;
  std::vector<DeviceFact> counters_first;  // of the device, before any of it
};

// Operand sets of one of `contenders` that share the device's memory.
Rotation rotation_of(const Session& session, const CaseToRun& what, std::size_t contenders);

Result<PreparedCase> prepare_case(Session& session, const CaseToRun& what, std::size_t contenders);

// After timing: what the timed launches left behind is right, and nothing spoilt the measurement;
// a spoilt one is a Skipped that keeps it.
Result<CaseResult> finish_case(Session& session, PreparedCase& prepared, const Disturbance& seen);

// Whether the clocks that were seen are what the regime asks for: with "fixed-frequency" they were
// readable and drifted by 0.5 % at the most.
Result<> check_clock(const std::string& regime, const ClockRange& seen);

// What concerns a case alone is a Skipped; an Error ends the session.
Result<record::Skipped> as_skip(const CaseToRun& what, const Error& error);
Result<CaseResult> as_case_result(const CaseToRun& what, Result<CaseResult> measured);

}  // namespace fleetmark::measure
