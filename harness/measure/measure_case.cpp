// SPDX-License-Identifier: Apache-2.0
// See measure_case.h.
#include "harness/measure/measure_case.h"

#include <algorithm>

#include "harness/measure/plan.h"
#include "harness/measure/sampling.h"
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
    return invalid("the device reported errors while sampling (" + seen.fatal_errors +
                   "); see the kernel log, and take it out of service if they return");
  }
  if (options.regime != "fixed-frequency") return {};
  if (seen.lowest_clock_hz == 0) {
    return invalid("--regime fixed-frequency needs a readable clock, this device has none");
  }
  if (seen.highest_clock_hz > (1 + kMaxLockedClockDrift) * seen.lowest_clock_hz) {
    return invalid(
        "--regime fixed-frequency, but the clock drifted by more than 0.5 %; lock it first");
  }
  return {};
}

Result<> check_answer(const Verification& verification, const std::string& when) {
  if (verification.passed) return {};
  return Error{ErrorCode::kWrongAnswer, "wrong answer " + when + ": " + verification.detail};
}

Result<record::Measurement> run_case(Session& session, const KernelVariant& variant,
                                     const Problem& problem, const CaseOptions& options,
                                     Clock& clock) {
  const KernelSpec& spec = *variant.spec;
  const DeviceInfo& device = session.device();
  const Rotation rotation =
      plan_rotation(options.is_cold, spec.footprint(problem), device.last_level_cache,
                    device.memory_available, options.operand_bytes_max);
  FLEETMARK_TRY(const auto prepared,
                session.prepare(variant, problem, {rotation.operand_sets, options.recipe}));
  PreparedKernel& kernel = *prepared;
  FLEETMARK_TRY(const Verification before,
                verify_before_timing(spec, problem, options.recipe, kernel));
  FLEETMARK_CHECK(check_answer(before, "before timing"));
  FLEETMARK_CHECK(session.check_memory());
  record::Measurement m = describe_case(variant, problem, options, rotation.operand_sets,
                                        rotation.label, kernel.choice());
  // Poisoned again: what is checked after timing can only come from timed launches.
  FLEETMARK_CHECK(kernel.poison());
  FLEETMARK_TRY(const Disturbance seen, take_samples(session, kernel, options, clock, m));
  for (auto set = seen.launches; set < kernel.operand_sets(); ++set) {
    FLEETMARK_CHECK(kernel.enqueue(static_cast<int>(set)));  // its turn never came
  }
  FLEETMARK_TRY(m.verification, verify_after_timing(spec, problem, options.recipe, kernel));
  FLEETMARK_CHECK(check_answer(m.verification, "after timing"));
  FLEETMARK_CHECK(session.check_memory());
  m.verification.method = before.method + "; again after timing";
  m.verification.max_error = std::max(before.max_error, m.verification.max_error);
  FLEETMARK_CHECK(check_valid(options, seen));
  m.warnings = warnings_for(m, seen);
  return m;
}

}  // namespace

record::Measurement describe_case(const KernelVariant& variant, const Problem& problem,
                                  const CaseOptions& options, int operand_sets,
                                  const std::string& cache, const std::string& choice) {
  record::Measurement m;
  m.problem = problem;
  m.variant = variant.name;
  m.implementation = variant.implementation + (choice.empty() ? "" : "; " + choice);
  m.metric = variant.spec->metric;
  m.work = variant.spec->work(problem);
  m.operand_sets = operand_sets;
  m.data = name_of(options.recipe.pattern);
  m.cache = cache;
  m.regime = options.regime;
  return m;
}

Result<CaseResult> measure_case(Session& session, const KernelVariant& variant,
                                const Problem& problem, const CaseOptions& options, Clock& clock) {
  auto measured = run_case(session, variant, problem, options, clock);
  if (measured) return CaseResult(*std::move(measured));
  const Error& error = measured.error();
  const bool is_skip =
      error.code == ErrorCode::kNotSupported || error.code == ErrorCode::kOutOfMemory;
  const bool is_failure =
      error.code == ErrorCode::kWrongAnswer || error.code == ErrorCode::kInvalidMeasurement;
  if (!is_skip && !is_failure) return error;
  return CaseResult(record::Skipped{problem, variant.name, error.message, is_failure});
}

}  // namespace fleetmark::measure
