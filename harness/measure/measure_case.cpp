// SPDX-License-Identifier: Apache-2.0
// See measure_case.h.
#include "harness/measure/measure_case.h"

#include "harness/measure/plan.h"
#include "harness/measure/sampling.h"
#include "harness/measure/verify.h"

namespace fleetmark::measure {
namespace {

constexpr double kMaxLockedClockDrift = 0.005;

record::Skipped skip(const KernelVariant& variant, const Problem& problem, std::string reason,
                     bool is_failure) {
  return record::Skipped{problem, variant.name, std::move(reason), is_failure};
}

// Empty when the samples may stand; else why they may not.
std::string invalid_reason(const CaseOptions& options, const Disturbance& seen) {
  if (!seen.invalidating.empty()) {
    return "invalid measurement: the device throttled (" + seen.invalidating + ") while sampling";
  }
  if (options.regime != "fixed-frequency") return {};
  if (seen.lowest_clock_hz == 0) {
    return "invalid measurement: --regime fixed-frequency needs a readable clock, this device has "
           "none";
  }
  if (seen.highest_clock_hz > (1 + kMaxLockedClockDrift) * seen.lowest_clock_hz) {
    return "invalid measurement: --regime fixed-frequency, but the clock drifted by more than "
           "0.5 %; lock it first";
  }
  return {};
}

record::Measurement describe(const KernelVariant& variant, const Problem& problem,
                             const CaseOptions& options, const Rotation& rotation) {
  record::Measurement m;
  m.problem = problem;
  m.variant = variant.name;
  m.implementation = variant.implementation;
  m.metric = variant.spec->metric;
  m.work = variant.spec->work(problem);
  m.operand_sets = rotation.operand_sets;
  m.data = name_of(options.recipe.pattern);
  m.cache = rotation.label;
  m.regime = options.regime;
  m.energy_unknown_reason = "no energy counter on this device";
  return m;
}

}  // namespace

Result<CaseResult> measure_case(Session& session, const KernelVariant& variant,
                                const Problem& problem, const CaseOptions& options, Clock& clock) {
  const KernelSpec& spec = *variant.spec;
  const DeviceInfo& device = session.device();
  const Rotation rotation = plan_rotation(options.is_cold, spec.footprint(problem),
                                          device.last_level_cache, device.memory_available);
  auto prepared = session.prepare(variant, problem, {rotation.operand_sets, options.recipe});
  if (!prepared) {
    const ErrorCode code = prepared.error().code;
    if (code != ErrorCode::kNotSupported && code != ErrorCode::kOutOfMemory)
      return prepared.error();
    return CaseResult(skip(variant, problem, prepared.error().message, false));
  }
  PreparedKernel& kernel = **prepared;
  FLEETMARK_TRY(const Verification before,
                verify_before_timing(spec, problem, options.recipe, kernel));
  if (!before.passed) {
    return CaseResult(skip(variant, problem, "wrong answer before timing: " + before.detail, true));
  }
  record::Measurement m = describe(variant, problem, options, rotation);
  FLEETMARK_TRY(const Disturbance seen, take_samples(session, kernel, options, clock, m));
  FLEETMARK_TRY(m.verification, verify_after_timing(spec, problem, options.recipe, kernel));
  if (!m.verification.passed) {
    return CaseResult(
        skip(variant, problem, "wrong answer after timing: " + m.verification.detail, true));
  }
  m.verification.method = before.method + "; again after timing";
  if (const std::string reason = invalid_reason(options, seen); !reason.empty()) {
    return CaseResult(skip(variant, problem, reason, true));
  }
  m.warnings = warnings_for(m, seen);
  return CaseResult(std::move(m));
}

}  // namespace fleetmark::measure
