// SPDX-License-Identifier: Apache-2.0
// See soak.h.
#include "harness/measure/soak.h"

#include <algorithm>

#include "harness/measure/patience.h"
#include "harness/measure/plan.h"
#include "harness/measure/statistics.h"
#include "harness/measure/telemetry.h"
#include "harness/measure/verify.h"

namespace fleetmark::measure {
namespace {

constexpr double kMinBurstSeconds = 1;
constexpr double kBurstsPerCheck = 4;   // a burst is so many times the check after it
constexpr double kBatchSeconds = 0.05;  // of one timed batch
constexpr double kMaxStretchSeconds = 60;
constexpr double kMinStretchSeconds = 1;
constexpr const char* kInterruptedWord = "interrupted";
constexpr double kLookSeconds = 5;  // between looks at the device: a week stays readable

class Soak {
 public:
  Soak(Session& session, PreparedKernel& kernel, const KernelSpec& spec, const SoakOptions& options,
       Clock& clock, record::SoakStretch& stretch)
      : session_(session),
        kernel_(kernel),
        spec_(spec),
        options_(options),
        clock_(clock),
        s_(stretch),
        patience_(options.is_interrupted, clock) {}

  Result<> run(double begin_s) {
    begin_s_ = begin_s;
    window_begin_s_ = begin_s;
    FLEETMARK_TRY(const auto before, session_.counters());
    energy_before_ = session_.state().energy;
    auto outcome = load_and_check();
    if (!outcome && outcome.error().code == ErrorCode::kInterrupted) {  // it lost no device
      s_.ended_by = kInterruptedWord;
      outcome = {};
    }
    // Counted and summed up even when the device is lost half way.
    if (const auto after = session_.counters()) {
      s_.counters = counter_changes(before, *after);
      s_.power_limits = power_limits(before, *after);
      s_.warnings = limit_warnings(s_.power_limits);
    }
    s_.device_errors = classify_errors(s_.counters).invalidating;
    s_.duration_s = clock_.now_s() - begin_s_;
    s_.slowdown = slowdown_of(s_.counters, s_.duration_s, s_.windows);
    const std::string limits = classify_throttle(s_.counters, s_.duration_s).limiting;
    if (!limits.empty()) s_.warnings.push_back({record::WarningCode::kClockLimited, limits});
    if (!batches_s_.empty()) {
      std::ranges::sort(batches_s_);
      s_.fastest_s = batches_s_.front();
      s_.slowest_s = batches_s_.back();
      s_.median_s = quantile(batches_s_, 0.5);
    }
    return outcome;
  }

 private:
  Result<> load_and_check() {
    const double first_check_s = clock_.now_s();
    FLEETMARK_CHECK(count(verify_before_timing(spec_, s_.problem, options_.recipe, kernel_,
                                               options_.is_interrupted)));
    FLEETMARK_CHECK(count_memory());
    // Two comparisons: with integers, then with the data.
    double burst_s = burst_seconds((clock_.now_s() - first_check_s) / 2);
    do {
      if (options_.is_interrupted()) {
        s_.ended_by = kInterruptedWord;
        return {};
      }
      FLEETMARK_CHECK(kernel_.poison());
      FLEETMARK_CHECK(burst(std::clamp(end_s() - clock_.now_s(), kMinBurstSeconds, burst_s)));
      const double check_begin_s = clock_.now_s();
      FLEETMARK_CHECK(count(verify_after_timing(spec_, s_.problem, options_.recipe, kernel_,
                                                [this] { return patience_.is_over(); })));
      FLEETMARK_CHECK(count_memory());
      burst_s = burst_seconds(clock_.now_s() - check_begin_s);
    } while (clock_.now_s() < end_s());
    return {};
  }

  static double burst_seconds(double check_s) {
    return std::max(kMinBurstSeconds, kBurstsPerCheck * check_s);
  }

  // At least one launch on every operand set, for every output is checked; interrupted, no more.
  Result<> burst(double seconds) {
    const double burst_begin_s = clock_.now_s();
    std::int64_t launched = 0;
    do {
      FLEETMARK_TRY(const TimedBatch batch,
                    session_.time(kernel_, next_set_, static_cast<int>(batch_launches_)));
      const double each = batch.elapsed.value / static_cast<double>(batch_launches_);
      batches_s_.push_back(each);
      launched += batch_launches_;
      s_.loaded_s += batch.elapsed.value;
      next_set_ = static_cast<int>((next_set_ + batch_launches_) % kernel_.operand_sets());
      batch_launches_ = launches_per_sample(each, kBatchSeconds);
    } while ((clock_.now_s() - burst_begin_s < seconds && !options_.is_interrupted()) ||
             launched < kernel_.operand_sets());
    s_.launches += launched;
    const double now_s = clock_.now_s();
    if (now_s - window_begin_s_ >= kLookSeconds || now_s >= end_s()) note_window(now_s);
    return {};
  }

  // Right after load, before the device rests during a check.
  void note_window(double now_s) {
    const DeviceState state = session_.state();
    record::Window window;
    window.begin_s = window_begin_s_ - begin_s_;
    window.end_s = now_s - begin_s_;
    window_begin_s_ = now_s;
    if (state.clock) window.clock_hz = state.clock->value;
    if (state.power) window.power_w = state.power->value;
    if (state.energy && energy_before_) window.energy_j = (*state.energy - *energy_before_).value;
    energy_before_ = state.energy;
    window.temperature_c = state.temperature_c;
    window.throttle = state.throttle;
    window.other_load = state.other_load;
    s_.windows.push_back(window);
  }

  Result<> count(const Result<Verification>& checked) {
    if (!checked) return checked.error();
    ++s_.checks;
    if (!checked->passed) wrong(checked->detail);
    return {};
  }

  Result<> count_memory() {
    const auto checked = session_.check_memory();
    if (checked) return {};
    if (checked.error().code != ErrorCode::kWrongAnswer) return checked.error();
    wrong(checked.error().message);
    return {};
  }

  void wrong(const std::string& detail) {
    ++s_.wrong_answers;
    if (s_.first_wrong.size() < record::kMostWrongKept) {
      s_.first_wrong.push_back({clock_.now_s() - begin_s_, detail});
    }
  }

  [[nodiscard]] double end_s() const { return begin_s_ + options_.duration_s; }

  Session& session_;
  PreparedKernel& kernel_;
  const KernelSpec& spec_;
  const SoakOptions& options_;
  Clock& clock_;
  record::SoakStretch& s_;
  std::vector<double> batches_s_;  // seconds of one launch
  std::optional<Joules> energy_before_;
  std::int64_t batch_launches_ = 1;
  double begin_s_ = 0;
  double window_begin_s_ = 0;
  int next_set_ = 0;
  Patience patience_;  // after load
};

bool is_skip(const Error& error) {
  return error.code == ErrorCode::kNotSupported || error.code == ErrorCode::kOutOfMemory;
}

}  // namespace

SoakOutcome soak_case(Session& session, const KernelVariant& variant, const Problem& problem,
                      const SoakOptions& options, Clock& clock) {
  const KernelSpec& spec = *variant.spec;
  const DeviceInfo& device = session.device();
  const double begin_s = clock.now_s();
  const Rotation rotation = plan_rotation(options.is_cold, spec.footprint(problem),
                                          device.last_level_cache, device.memory_available);
  auto prepared = session.prepare(variant, problem, {rotation.operand_sets, options.recipe});
  if (!prepared) {
    const Error& error = prepared.error();
    SoakOutcome outcome{record::Skipped{problem, variant.name, error.message, !is_skip(error)}, {}};
    if (!is_skip(error)) outcome.lost = error;
    return outcome;
  }
  record::SoakStretch stretch;
  stretch.problem = problem;
  stretch.variant = variant.name;
  stretch.implementation = variant.implementation;
  stretch.metric = spec.metric;
  stretch.work = spec.work(problem);
  stretch.operand_sets = rotation.operand_sets;
  stretch.data = name_of(options.recipe.pattern);
  const auto done = Soak(session, **prepared, spec, options, clock, stretch).run(begin_s);
  SoakOutcome outcome;
  if (!done) {
    stretch.ended_by = done.error().message;
    outcome.lost = done.error();
  }
  outcome.result = std::move(stretch);
  return outcome;
}

Result<double> stretch_seconds(double total_s, std::size_t cases) {
  const double each_s = total_s / static_cast<double>(std::max<std::size_t>(cases, 1));
  if (each_s < kMinStretchSeconds) {
    return Error{ErrorCode::kUsage, "--soak: " + std::to_string(cases) +
                                        " cases need a second each at least; take a longer "
                                        "duration, or fewer cases with --filter"};
  }
  return std::min(each_s, kMaxStretchSeconds);
}

}  // namespace fleetmark::measure
