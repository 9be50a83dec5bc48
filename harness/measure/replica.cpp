// SPDX-License-Identifier: Apache-2.0
// See replica.h.
#include "harness/measure/replica.h"

#include <algorithm>
#include <cmath>

#include "harness/measure/formatted.h"
#include "harness/measure/measure_case.h"
#include "harness/measure/plan.h"
#include "harness/measure/replica_rounds.h"
#include "harness/measure/statistics.h"
#include "harness/measure/stopping_rule.h"
#include "harness/measure/telemetry.h"
#include "harness/measure/verify.h"

namespace fleetmark::measure {
namespace {

Result<> check_memory_suffices(const std::vector<ReplicaPartSpec>& parts,
                               std::optional<Bytes> available) {
  double needed = 0;
  for (const auto& part : parts) needed += part.variant->spec->footprint(part.problem).value;
  if (!available || needed <= available->value) return {};
  return Error{
      ErrorCode::kOutOfMemory,
      "the operands of one block need " + formatted("%.0f", needed) + " bytes, " +
          formatted("%.0f", needed - available->value) +
          " more than are available; ask for a smaller batch or context, or a larger --tp"};
}

// A part, prepared.
struct Part {
  const ReplicaPartSpec* spec = nullptr;
  std::unique_ptr<PreparedKernel> kernel;
  record::Measurement m;
  int next_set = 0;
  std::int64_t launches = 0;  // alone and in blocks
};

class Replica {
 public:
  Replica(Session& session, const std::vector<ReplicaPartSpec>& parts,
          const ReplicaOptions& options, Clock& clock)
      : session_(session), specs_(parts), options_(options), clock_(clock) {}

  Result<ReplicaResult> run() {
    FLEETMARK_CHECK(check_memory_suffices(specs_, session_.device().memory_available));
    for (const auto& spec : specs_) FLEETMARK_CHECK(prepare(spec));
    FLEETMARK_CHECK(join());
    FLEETMARK_TRY(const auto before, session_.counters());
    const double begin = clock_.now_s();
    FLEETMARK_CHECK(warm_up());
    FLEETMARK_CHECK(take_rounds());
    FLEETMARK_TRY(const auto after, session_.counters());
    FLEETMARK_CHECK(judge(counter_changes(before, after), clock_.now_s() - begin));
    for (auto& part : parts_) FLEETMARK_CHECK(verify_after(part));
    FLEETMARK_CHECK(session_.check_memory());
    return conclude();
  }

 private:
  Error about(const Part& part, const Error& error) const {
    return {error.code,
            part.spec->problem.key() + " (" + part.spec->variant->name + "): " + error.message};
  }

  Result<> prepare(const ReplicaPartSpec& spec) {
    const DeviceInfo& device = session_.device();
    const KernelSpec& kernel = *spec.variant->spec;
    // Between two turns of a part everything else runs: enough sets for one turn are enough.
    const Bytes share(device.memory_available.value_or(Bytes(0)).value /
                      static_cast<double>(specs_.size()));
    const Rotation rotation =
        plan_rotation(options_.is_cold, kernel.footprint(spec.problem), device.last_level_cache,
                      device.memory_available ? std::optional<Bytes>(share) : std::nullopt);
    const std::int64_t a_turn = std::max(spec.in_block, launches_per_sample(spec.estimate_s) + 1);
    const int sets = static_cast<int>(std::min<std::int64_t>(rotation.operand_sets, a_turn));
    Part part{&spec, nullptr, {}, 0, 0};
    auto made = session_.prepare(*spec.variant, spec.problem, {sets, options_.recipe});
    if (!made) return about(part, made.error());
    part.kernel = *std::move(made);
    FLEETMARK_TRY(const Verification checked,
                  verify_before_timing(kernel, spec.problem, options_.recipe, *part.kernel));
    if (!checked.passed) {
      return about(part,
                   {ErrorCode::kWrongAnswer, "wrong answer before timing: " + checked.detail});
    }
    FLEETMARK_CHECK(part.kernel->poison());
    CaseOptions options;
    options.recipe = options_.recipe;
    const std::string cache =
        options_.is_cold ? "cold: in turn with the other operators of the block" : rotation.label;
    part.m =
        describe_case(*spec.variant, spec.problem, options, sets, cache, part.kernel->choice());
    part.m.verification = checked;
    part.m.energy_unknown_reason = "operators were timed in turn";
    parts_.push_back(std::move(part));
    return {};
  }

  Result<> join() {
    std::vector<SequenceStep> steps;
    for (const auto& part : parts_) {
      if (part.spec->in_block > 0 && !part.spec->is_rival) {
        steps.push_back({part.kernel.get(), part.spec->in_block});
      }
    }
    FLEETMARK_TRY(block_, session_.join(std::move(steps)));
    whole_.how = block_->choice();
    return {};
  }

  Result<record::Sample> time_block() {
    const auto batch = session_.time(*block_, next_pass_, static_cast<int>(whole_.batch_launches));
    if (!batch) return batch.error();
    next_pass_ = static_cast<int>((next_pass_ + whole_.batch_launches) % block_->operand_sets());
    passes_ += whole_.batch_launches;
    return note(*batch, whole_.batch_launches);
  }

  Result<record::Sample> time_part(Part& part) {
    const std::int64_t launches = part.m.batch_launches;
    const auto batch = session_.time(*part.kernel, part.next_set, static_cast<int>(launches));
    if (!batch) return batch.error();
    part.next_set = static_cast<int>((part.next_set + launches) % part.kernel->operand_sets());
    part.launches += launches;
    return note(*batch, launches);
  }

  record::Sample note(const TimedBatch& batch, std::int64_t launches) {
    migrations_ += batch.cpu_migrations;
    record::Sample sample;
    sample.seconds = batch.elapsed.value / static_cast<double>(launches);
    if (batch.clock) sample.clock_hz = batch.clock->value;
    return sample;
  }

  // Each once, to learn how many launches make a sample; then again, so that all have been seen.
  Result<> warm_up() {
    const double begin = clock_.now_s();
    for (int turn = 0; turn < 2; ++turn) {
      FLEETMARK_TRY(const record::Sample block, time_block());
      whole_.batch_launches = launches_per_sample(block.seconds);
      for (auto& part : parts_) {
        FLEETMARK_TRY(const record::Sample alone, time_part(part));
        part.m.batch_launches = launches_per_sample(alone.seconds);
      }
    }
    for (auto& part : parts_) {
      part.m.warmup = {"two rounds of the block and of each operator", clock_.now_s() - begin,
                       part.launches, true, "in turn with the other operators"};
    }
    return {};
  }

  Result<> take_rounds() {
    const double begin = clock_.now_s();
    StoppingRule rule({.target_half_width = options_.target_half_width,
                       .min_samples = kMinRounds,
                       .max_samples = kMaxRounds,
                       .min_duration_s = 0,
                       .time_limit_s = options_.time_limit_s});
    static_cast<void>(session_.state());  // readings start here
    for (;;) {
      FLEETMARK_TRY(const record::Sample block, time_block());
      whole_.samples.push_back(block);
      for (auto& part : parts_) {
        FLEETMARK_TRY(const record::Sample alone, time_part(part));
        part.m.samples.push_back(alone);
      }
      const auto load = session_.state().other_load;
      if (load) worst_load_ = std::max(worst_load_, *load);
      const bool is_interrupted = options_.is_interrupted();
      if (is_interrupted && whole_.samples.size() < kMinRounds) {
        return Error{ErrorCode::kInterrupted, "interrupted before six rounds were made"};
      }
      const auto stop = rule.decide(whole_.samples, clock_.now_s() - begin);
      if (!stop && !is_interrupted) continue;
      for (auto& part : parts_) part.m.stop = stop.value_or(record::StopReason::kTimeLimit);
      is_converged_ = stop == record::StopReason::kConverged;
      return {};
    }
  }

  Result<> judge(const std::vector<record::CounterChange>& changes, double duration_s) {
    const ThrottleVerdict throttle = classify_throttle(changes, duration_s);
    const ErrorVerdict errors = classify_errors(changes);
    if (!throttle.invalidating.empty()) {
      return Error{ErrorCode::kInvalidMeasurement,
                   "invalid measurement: the device throttled (" + throttle.invalidating + ")"};
    }
    if (!errors.invalidating.empty()) {
      return Error{ErrorCode::kInvalidMeasurement,
                   "invalid measurement: the device reported errors (" + errors.invalidating + ")"};
    }
    if (throttle.has_power_cap) warn(record::WarningCode::kPowerCap, "seen while sampling");
    if (!errors.corrected.empty()) warn(record::WarningCode::kDeviceErrors, errors.corrected);
    return {};
  }

  Result<> verify_after(Part& part) {
    const bool ran_in_blocks = part.spec->in_block > 0 && !part.spec->is_rival;
    // Alone and in blocks, both turned through the sets from the first on.
    const std::int64_t turned =
        std::max(part.launches, ran_in_blocks ? passes_ * part.spec->in_block : 0);
    for (auto set = turned; set < part.kernel->operand_sets(); ++set) {
      FLEETMARK_CHECK(part.kernel->enqueue(static_cast<int>(set)));  // its turn never came
    }
    FLEETMARK_TRY(Verification after,
                  verify_after_timing(*part.spec->variant->spec, part.spec->problem,
                                      options_.recipe, *part.kernel));
    if (!after.passed) {
      return about(part, {ErrorCode::kWrongAnswer, "wrong answer after timing: " + after.detail});
    }
    after.method = part.m.verification.method + "; again after timing";
    after.max_error = std::max(after.max_error, part.m.verification.max_error);
    part.m.verification = after;
    return {};
  }

  void warn(record::WarningCode code, std::string detail) {
    whole_.warnings.push_back({code, std::move(detail)});
  }

  Result<ReplicaResult> conclude() {
    std::vector<PartOfSum> of_sum;
    for (const auto& part : parts_) {
      if (part.spec->is_rival) continue;
      of_sum.push_back({part.m.samples, part.spec->in_block, part.spec->beyond});
    }
    whole_.blocks = options_.blocks;
    summarise_rounds(whole_, of_sum);
    add_warnings();
    ReplicaResult result{{}, std::move(whole_)};
    for (auto& part : parts_) {
      part.m.summary = summarise(part.m.samples);
      result.parts.push_back(std::move(part.m));
    }
    return result;
  }

  void add_warnings() {
    using record::WarningCode;
    const record::Summary& s = whole_.block_s;
    if (!is_converged_) {
      warn(WarningCode::kNotConverged,
           formatted("half-width of the median's interval %.2g %%", relative_half_width(s) * 100));
    }
    if (worst_load_ > 0.05) {
      warn(WarningCode::kOtherLoad,
           formatted("others used %.2g CPU seconds per second", worst_load_));
    }
    if (migrations_ > 0) warn(WarningCode::kCpuMigration, formatted("%.0f times", migrations_));
    if (s.q3_s - s.q1_s > 0.1 * s.median_s) {
      warn(WarningCode::kHighSpread, formatted("quartiles differ by %.2g %% of the median",
                                               (s.q3_s - s.q1_s) / s.median_s * 100));
    }
  }

  Session& session_;
  const std::vector<ReplicaPartSpec>& specs_;
  const ReplicaOptions& options_;
  Clock& clock_;
  std::vector<Part> parts_;
  std::unique_ptr<PreparedKernel> block_;  // dies before its parts
  record::Replica whole_;
  int next_pass_ = 0;
  std::int64_t passes_ = 0;
  int migrations_ = 0;
  double worst_load_ = 0;
  bool is_converged_ = false;
};

}  // namespace

Result<ReplicaResult> measure_replica(Session& session, const std::vector<ReplicaPartSpec>& parts,
                                      const ReplicaOptions& options, Clock& clock) {
  return Replica(session, parts, options, clock).run();
}

}  // namespace fleetmark::measure
