// SPDX-License-Identifier: Apache-2.0
// See replica.h.
#include "harness/measure/replica.h"

#include <algorithm>

#include "harness/measure/case_stages.h"
#include "harness/measure/device_watch.h"
#include "harness/measure/measure_case.h"
#include "harness/measure/plan.h"
#include "harness/measure/replica_rounds.h"
#include "harness/measure/statistics.h"
#include "harness/measure/stopping_rule.h"
#include "harness/measure/turns.h"
#include "harness/measure/verify.h"

namespace fleetmark::measure {
namespace {

// Launches in a row of each part: in the block, or alone for one sample.
std::vector<Turn> turns_of(const std::vector<ReplicaPartSpec>& parts) {
  std::vector<Turn> turns;
  for (const auto& part : parts) {
    const KernelSpec& kernel = *part.variant->spec;
    const Work work = kernel.work(part.problem);
    turns.push_back({kernel.footprint(part.problem), work.read + work.written,
                     std::max(part.in_block, launches_per_sample(part.estimate_s) + 1)});
  }
  return turns;
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
      : session_(session),
        specs_(parts),
        options_(options),
        clock_(clock),
        settle_(options.settle),
        patience_(options.is_interrupted, clock) {}

  Result<ReplicaResult> run() {
    FLEETMARK_CHECK(check_memory_suffices("the operands of one block", operands_of(specs_),
                                          session_.device().memory_available));
    FLEETMARK_TRY(const auto counters_first, session_.counters());
    watch_.emplace(session_, counters_first);
    const DeviceInfo& device = session_.device();
    const auto rotations = rotations_in_turn(options_.is_cold, turns_of(specs_),
                                             device.last_level_cache, device.memory_available);
    for (std::size_t i = 0; i < specs_.size(); ++i) {
      FLEETMARK_CHECK(prepare(specs_[i], rotations[i]));
    }
    FLEETMARK_CHECK(join());
    FLEETMARK_CHECK(warm_up());
    FLEETMARK_CHECK(watch_->begin(clock_));
    clocks_ = {};  // what warmed up may have moved
    FLEETMARK_CHECK(take_rounds());
    FLEETMARK_CHECK(measure_energy());
    FLEETMARK_CHECK(watch_->end(clock_));
    patience_.is_over();  // from here on time is short, if it is
    FLEETMARK_CHECK(judge());
    for (auto& part : parts_) FLEETMARK_CHECK(verify_after(part));
    FLEETMARK_CHECK(session_.check_memory());
    return conclude();
  }

 private:
  [[nodiscard]] Result<> go_on(const char* when) const {
    if (!options_.is_interrupted()) return {};
    return Error{ErrorCode::kInterrupted, std::string("interrupted ") + when};
  }

  Error about(const Part& part, const Error& error) const {
    return {error.code,
            part.spec->problem.key() + " (" + part.spec->variant->name + "): " + error.message};
  }

  Result<> prepare(const ReplicaPartSpec& spec, const Rotation& rotation) {
    FLEETMARK_CHECK(go_on("while the operators were prepared"));
    const KernelSpec& kernel = *spec.variant->spec;
    Part part{&spec, nullptr, {}, 0, 0};
    auto made =
        session_.prepare(*spec.variant, spec.problem, {rotation.operand_sets, options_.recipe});
    if (!made) return about(part, made.error());
    part.kernel = *std::move(made);
    FLEETMARK_TRY(const Verification checked,
                  verify_before_timing(kernel, spec.problem, options_.recipe, *part.kernel,
                                       options_.is_interrupted));
    if (!checked.passed) {
      return about(part,
                   {ErrorCode::kWrongAnswer, "wrong answer before timing: " + checked.detail});
    }
    FLEETMARK_CHECK(part.kernel->poison());
    CaseOptions options;
    options.recipe = options_.recipe;
    options.regime = options_.regime;
    part.m = describe_case(*spec.variant, spec.problem, options, rotation.operand_sets,
                           rotation.label, part.kernel->choice());
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

  // Between two turns the others run. Where caches are to be warm, a launch brings the operands
  // back.
  Result<> warm_cache(PreparedKernel& kernel, int set) {
    if (!options_.is_cold) FLEETMARK_CHECK(session_.time(kernel, set, 1));
    return {};
  }

  Result<record::Sample> time_block(std::int64_t launches) {
    FLEETMARK_CHECK(warm_cache(*block_, next_pass_));
    return time_passes(launches);
  }

  Result<record::Sample> time_passes(std::int64_t launches) {
    const auto batch = session_.time(*block_, next_pass_, static_cast<int>(launches));
    if (!batch) return batch.error();
    next_pass_ = static_cast<int>((next_pass_ + launches) % block_->operand_sets());
    passes_ += launches;
    return note(*batch, launches);
  }

  Result<record::Sample> time_part(Part& part) {
    const std::int64_t launches = part.m.batch_launches;
    FLEETMARK_CHECK(warm_cache(*part.kernel, part.next_set));
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
    if (batch.clock) {
      sample.clock_hz = batch.clock->value;
      clocks_.note(*sample.clock_hz);
    }
    return sample;
  }

  [[nodiscard]] std::int64_t most_cold_launches(const record::Measurement& m, int sets) const {
    return measure::most_cold_launches(options_.is_cold, m.work.read + m.work.written, sets,
                                       session_.device().last_level_cache);
  }

  // Each once, to learn how many launches make a sample; then again, until the block's time drifts
  // no more or time is up.
  Result<> warm_up() {
    const double begin = clock_.now_s();
    double now = begin;
    for (int round = 0; round < kMinWarmUpRounds || !settle_.is_over(now - begin); ++round) {
      FLEETMARK_CHECK(go_on("while the operators warmed up"));
      FLEETMARK_TRY(const record::Sample block, time_block(whole_.batch_launches));
      whole_.batch_launches = launches_per_sample(block.seconds);
      for (auto& part : parts_) {
        FLEETMARK_CHECK(go_on("while the operators warmed up"));
        FLEETMARK_TRY(const record::Sample alone, time_part(part));
        part.m.batch_launches = std::min(launches_per_sample(alone.seconds),
                                         most_cold_launches(part.m, part.kernel->operand_sets()));
      }
      now = clock_.now_s();
      settle_.observe(now - begin, block.seconds, session_.state());
    }
    for (auto& part : parts_) {
      part.m.warmup = {settle_.rule() + "; of the block, in turn with its operators", now - begin,
                       part.launches, settle_.is_settled(), settle_.end_state()};
    }
    return {};
  }

  // The block, then each part alone. False: interrupted, and nothing of the round is kept.
  Result<bool> take_round() {
    FLEETMARK_TRY(const record::Sample block, time_block(whole_.batch_launches));
    std::vector<record::Sample> alone;
    for (auto& part : parts_) {
      if (options_.is_interrupted()) return false;
      FLEETMARK_TRY(alone.emplace_back(), time_part(part));
    }
    whole_.samples.push_back(block);
    for (std::size_t i = 0; i < parts_.size(); ++i) parts_[i].m.samples.push_back(alone[i]);
    return true;
  }

  Result<> take_rounds() {
    const double begin = clock_.now_s();
    StoppingRule rule({.target_half_width = options_.target_half_width,
                       .min_samples = kMinRounds,
                       .max_samples = kMaxRounds,
                       .min_duration_s = 0,
                       .time_limit_s = options_.time_limit_s});
    for (;;) {
      FLEETMARK_TRY(const bool is_whole, take_round());
      watch_->look(clock_.now_s(), false);
      const bool is_interrupted = !is_whole || options_.is_interrupted();
      // Below that many no interval is one of 95 %, whatever the time limit.
      if (whole_.samples.size() < kMinRounds) {
        FLEETMARK_CHECK(go_on("before six rounds were made"));
        continue;
      }
      if (is_interrupted) {
        stop_ = record::StopReason::kTimeLimit;
      } else {
        const auto stop = rule.decide(whole_.samples, clock_.now_s() - begin);
        if (!stop) continue;
        stop_ = *stop;
      }
      for (auto& part : parts_) part.m.stop = stop_;
      watch_->look(clock_.now_s(), true);
      return {};
    }
  }

  // The block alone, again and again, in batches so long that what lies between them is little.
  // Warm caches stay so: every launch is counted.
  Result<> measure_energy() {
    const auto& windows = watch_->windows();
    if (windows.empty() || !windows.back().energy_j) {
      whole_.energy_unknown_reason = "no energy counter on this device";
      return {};
    }
    constexpr double kBatchSeconds = 0.05;
    const auto first = static_cast<std::ptrdiff_t>(windows.size());
    const std::int64_t batch = launches_per_sample(whole_.samples.back().seconds, kBatchSeconds);
    const double begin_s = clock_.now_s();
    std::int64_t blocks = 0;
    while (clock_.now_s() - begin_s < kMinEnergySeconds) {
      if (options_.is_interrupted()) {
        whole_.energy_unknown_reason = "interrupted before 5 s of blocks were run for it";
        return {};
      }
      FLEETMARK_CHECK(time_passes(batch));
      blocks += batch;
      watch_->look(clock_.now_s(), false);
    }
    watch_->look(clock_.now_s(), true);
    double joules = 0;
    for (auto window = windows.begin() + first; window != windows.end(); ++window) {
      joules += window->energy_j.value_or(0);
    }
    whole_.energy_j_per_block = joules / static_cast<double>(blocks);
    return {};
  }

  Result<> judge() {
    const Disturbance& seen = watch_->seen();
    if (watch_->is_spoilt()) {
      return Error{ErrorCode::kInvalidMeasurement,
                   "invalid measurement: the device throttled (" + seen.invalidating + ")"};
    }
    if (!seen.fatal_errors.empty()) {
      return Error{ErrorCode::kInvalidMeasurement,
                   "invalid measurement: the device reported errors (" + seen.fatal_errors + ")"};
    }
    return check_clock(options_.regime, clocks_.is_known() ? clocks_ : seen.clock());
  }

  Result<> verify_after(Part& part) {
    const bool ran_in_blocks = part.spec->in_block > 0 && !part.spec->is_rival;
    // Alone and in blocks, both turned through the sets from the first on.
    const std::int64_t turned =
        std::max(part.launches, ran_in_blocks ? passes_ * part.spec->in_block : 0);
    for (auto set = turned; set < part.kernel->operand_sets(); ++set) {
      if (patience_.is_over()) return go_on("before the answers were checked again");
      FLEETMARK_CHECK(part.kernel->enqueue(static_cast<int>(set)));  // its turn never came
    }
    FLEETMARK_TRY(
        Verification after,
        verify_after_timing(*part.spec->variant->spec, part.spec->problem, options_.recipe,
                            *part.kernel, [this] { return patience_.is_over(); }));
    if (!after.passed) {
      return about(part, {ErrorCode::kWrongAnswer, "wrong answer after timing: " + after.detail});
    }
    after.method = part.m.verification.method + "; again after timing";
    after.max_error = std::max(after.max_error, part.m.verification.max_error);
    part.m.verification = after;
    return {};
  }

  Result<ReplicaResult> conclude() {
    std::vector<PartOfSum> of_sum;
    for (const auto& part : parts_) {
      if (part.spec->is_rival) continue;
      of_sum.push_back({part.m.samples, part.spec->in_block, part.spec->beyond});
    }
    whole_.blocks = options_.blocks;
    summarise_rounds(whole_, of_sum);
    whole_.windows = watch_->windows();
    whole_.watch = watch_->watch();
    for (auto& warning : warnings()) whole_.warnings.push_back(std::move(warning));
    ReplicaResult result{{}, std::move(whole_)};
    for (auto& part : parts_) {
      part.m.summary = summarise(part.m.samples);
      result.parts.push_back(std::move(part.m));
    }
    return result;
  }

  // Those that a kernel with the samples of the block would get.
  [[nodiscard]] std::vector<record::Warning> warnings() const {
    record::Measurement block;
    block.batch_launches = whole_.batch_launches;
    block.samples = whole_.samples;
    block.summary = whole_.block_s;
    block.stop = stop_;
    block.warmup.settled = settle_.is_settled();
    block.warmup.end_state = settle_.end_state();
    block.watch = whole_.watch;
    Disturbance seen = watch_->seen();
    seen.cpu_migrations = migrations_;
    seen.sample_clock = clocks_;
    return warnings_for(block, seen);
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
  ClockRange clocks_;  // of the rounds
  record::StopReason stop_ = record::StopReason::kConverged;
  SettleRule settle_;
  std::optional<DeviceWatch> watch_;  // from the moment that nothing has run yet
  Patience patience_;                 // once only checks are left
};

}  // namespace

Bytes operands_of(const std::vector<ReplicaPartSpec>& parts) {
  Bytes operands(0);
  for (const auto& part : parts) operands += part.variant->spec->footprint(part.problem);
  return operands;
}

Result<ReplicaResult> measure_replica(Session& session, const std::vector<ReplicaPartSpec>& parts,
                                      const ReplicaOptions& options, Clock& clock) {
  return Replica(session, parts, options, clock).run();
}

}  // namespace fleetmark::measure
