// SPDX-License-Identifier: Apache-2.0
// See case_stages.h.
#include "harness/measure/case_stages.h"

#include <algorithm>

#include "harness/measure/plan.h"
#include "harness/measure/verify.h"

namespace fleetmark::measure {
namespace {

constexpr double kMaxLockedClockDrift = 0.005;

Error invalid(const std::string& why) {
  return Error{ErrorCode::kInvalidMeasurement, "invalid measurement: " + why};
}

// Whether the samples may stand.
Result<> check_valid(const CaseOptions& options, const Disturbance& seen) {
  if (!seen.invalidating.empty()) {
    return invalid("the device throttled (" + seen.invalidating +
                   ") while sampling; check its cooling and power supply");
  }
  if (!seen.fatal_errors.empty()) {
    return invalid("the device reported errors while the case ran (" + seen.fatal_errors +
                   "); see the kernel log, and take it out of service if they return");
  }
  return check_clock(options.regime, seen.clock());
}

Result<> check_answer(const Verification& verification, const std::string& when) {
  if (verification.passed) return {};
  return Error{ErrorCode::kWrongAnswer, "wrong answer " + when + ": " + verification.detail};
}

// Not those that step over elements: what they skip lies in the cache lines that they read.
bool takes_some_rows(const Problem& problem) {
  return problem.kernel == "gather.rows" || problem.kernel == "gather.pool";
}

}  // namespace

Result<> check_clock(const std::string& regime, const ClockRange& seen) {
  if (regime != "fixed-frequency") return {};
  if (!seen.is_known()) {
    return invalid("--regime fixed-frequency needs a readable clock, this device has none");
  }
  if (seen.drift() > kMaxLockedClockDrift) {
    return invalid(
        "--regime fixed-frequency, but the clock drifted by more than 0.5 %; lock it first");
  }
  return {};
}

Rotation rotation_of(const Session& session, const CaseToRun& what, std::size_t contenders) {
  const DeviceInfo& device = session.device();
  std::optional<Bytes> share = device.memory_available;
  if (share) *share = Bytes(share->value / static_cast<double>(contenders));
  const KernelSpec& spec = *what.variant->spec;
  Rotation rotation = plan_rotation(what.options.is_cold, spec.footprint(what.problem),
                                    device.last_level_cache, share, what.options.operand_bytes_max);
  if (!takes_some_rows(what.problem)) return rotation;
  const Work work = spec.work(what.problem);
  return as_touched(std::move(rotation), work.read + work.written, device.last_level_cache);
}

Result<PreparedCase> prepare_case(Session& session, const CaseToRun& what, std::size_t contenders) {
  const CaseOptions& options = what.options;
  const Rotation rotation = rotation_of(session, what, contenders);
  PreparedCase ready;
  ready.what = &what;
  FLEETMARK_TRY(ready.counters_first, session.counters());
  FLEETMARK_TRY(ready.kernel, session.prepare(*what.variant, what.problem,
                                              {rotation.operand_sets, options.recipe}));
  FLEETMARK_TRY(ready.before, verify_before_timing(*what.variant->spec, what.problem,
                                                   options.recipe, *ready.kernel));
  FLEETMARK_CHECK(check_answer(ready.before, "before timing"));
  FLEETMARK_CHECK(session.check_memory());
  ready.measurement = describe_case(*what.variant, what.problem, options, rotation.operand_sets,
                                    rotation.label, ready.kernel->choice());
  // Poisoned again: what is checked after timing can only come from timed launches.
  FLEETMARK_CHECK(ready.kernel->poison());
  return ready;
}

Result<CaseResult> finish_case(Session& session, PreparedCase& prepared, const Disturbance& seen) {
  const CaseToRun& what = *prepared.what;
  PreparedKernel& kernel = *prepared.kernel;
  record::Measurement& m = prepared.measurement;
  for (auto set = seen.launches; set < kernel.operand_sets(); ++set) {
    FLEETMARK_CHECK(kernel.enqueue(static_cast<int>(set)));  // its turn never came
  }
  FLEETMARK_TRY(m.verification, verify_after_timing(*what.variant->spec, what.problem,
                                                    what.options.recipe, kernel));
  FLEETMARK_CHECK(check_answer(m.verification, "after timing"));
  FLEETMARK_CHECK(session.check_memory());
  m.verification.method = prepared.before.method + "; again after timing";
  m.verification.max_error = std::max(prepared.before.max_error, m.verification.max_error);
  m.warnings = warnings_for(m, seen);
  const auto valid = check_valid(what.options, seen);
  if (valid) return CaseResult(std::move(m));
  FLEETMARK_TRY(auto skipped, as_skip(what, valid.error()));
  skipped.spoilt = std::move(m);
  return CaseResult(std::move(skipped));
}

Result<record::Skipped> as_skip(const CaseToRun& what, const Error& error) {
  const bool is_skip =
      error.code == ErrorCode::kNotSupported || error.code == ErrorCode::kOutOfMemory;
  const bool is_failure =
      error.code == ErrorCode::kWrongAnswer || error.code == ErrorCode::kInvalidMeasurement;
  if (!is_skip && !is_failure) return error;
  return record::Skipped{what.problem, what.variant->name, error.message, is_failure};
}

Result<CaseResult> as_case_result(const CaseToRun& what, Result<CaseResult> measured) {
  if (measured) return measured;
  FLEETMARK_TRY(auto skipped, as_skip(what, measured.error()));
  return CaseResult(std::move(skipped));
}

}  // namespace fleetmark::measure
