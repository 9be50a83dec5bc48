// SPDX-License-Identifier: Apache-2.0
// See sampling.h.
#include "harness/measure/sampling.h"

#include <algorithm>
#include <cmath>

#include "harness/measure/formatted.h"
#include "harness/measure/plan.h"
#include "harness/measure/statistics.h"
#include "harness/measure/telemetry.h"

namespace fleetmark::measure {
namespace {

constexpr double kWindowSeconds = 0.5;   // how often the device is asked for its state
constexpr double kMinEnergySeconds = 5;  // counters tick every 0.1 s: 2 % at the worst
constexpr double kMaxEnergyMismatch = 0.05;

class Run {
 public:
  Run(Session& session, PreparedKernel& kernel, const CaseOptions& options, Clock& clock,
      record::Measurement& measurement)
      : session_(session), kernel_(kernel), options_(options), clock_(clock), m_(measurement) {}

  Result<Disturbance> take() {
    FLEETMARK_CHECK(warm_up());
    FLEETMARK_TRY(const auto counters, session_.counters());
    counts_throttling_ = classify_throttle(counter_changes(counters, counters), 1).is_known;
    const double begin = clock_.now_s();
    window_begin_ = begin;
    energy_before_ = session_.state().energy;  // differences of counters start here
    StoppingRule rule(options_.stop);
    for (;;) {
      FLEETMARK_TRY(const TimedBatch batch, one_batch());
      note(batch);
      record::Sample sample;
      sample.seconds = batch.elapsed.value / static_cast<double>(m_.batch_launches);
      if (batch.clock) sample.clock_hz = batch.clock->value;
      m_.samples.push_back(sample);
      const double now = clock_.now_s();
      if (now - window_begin_ >= kWindowSeconds) close_window(begin, now);
      const auto stop = rule.decide(m_.samples, now - begin);
      if (stop && now > window_begin_) close_window(begin, now);
      if (stop) m_.stop = *stop;
      if (stop || !seen_.invalidating.empty()) break;
    }
    FLEETMARK_TRY(const auto counters_after, session_.counters());
    m_.watch.counters = counter_changes(counters, counters_after);
    judge_counters(clock_.now_s() - begin);
    m_.summary = summarise(m_.samples);
    m_.watch.median_cycles = median_cycles(m_.samples);
    m_.watch.energy_over_power = energy_over_power(m_.windows, kMinEnergySeconds);
    settle_energy();
    return seen_;
  }

 private:
  Result<> warm_up() {
    SettleRule rule(options_.settle);
    const double begin = clock_.now_s();
    m_.batch_launches = 1;
    double at = 0;
    do {
      FLEETMARK_TRY(const TimedBatch batch, one_batch());
      const double each = batch.elapsed.value / static_cast<double>(m_.batch_launches);
      m_.warmup.launches += m_.batch_launches;
      m_.batch_launches = launches_per_sample(each, min_sample_s());
      at = clock_.now_s() - begin;
      rule.observe(at, each, session_.state());
    } while (!rule.is_over(at));
    m_.warmup.rule = rule.rule();
    m_.warmup.duration_s = at;
    m_.warmup.settled = rule.is_settled();
    m_.warmup.end_state = rule.end_state();
    return {};
  }

  Result<TimedBatch> one_batch() {
    auto batch = session_.time(kernel_, next_set_, static_cast<int>(m_.batch_launches));
    next_set_ = static_cast<int>((next_set_ + m_.batch_launches) % kernel_.operand_sets());
    seen_.launches += m_.batch_launches;
    return batch;
  }

  void note(const TimedBatch& batch) {
    seen_.cpu_migrations += batch.cpu_migrations;
    seen_.preemptions += batch.preemptions;
    if (batch.clock) note_clock(batch.clock->value);
  }

  // So that a required duration is reached before the limit of samples.
  [[nodiscard]] double min_sample_s() const {
    const double enough = static_cast<double>(options_.stop.max_samples) * 0.75;
    return std::max(kMinSampleSeconds, options_.stop.min_duration_s / enough);
  }

  void settle_energy() {
    double joules = 0;
    double seconds = 0;
    for (const auto& window : m_.windows) {
      if (!window.energy_j) {
        m_.energy_unknown_reason = "no energy counter on this device";
        return;
      }
      joules += *window.energy_j;
      seconds += window.end_s - window.begin_s;
    }
    if (seconds < kMinEnergySeconds) {
      m_.energy_unknown_reason = "energy needs 5 s of sampling, this case took less";
      return;
    }
    m_.energy_j_per_launch =
        joules / static_cast<double>(m_.batch_launches) / static_cast<double>(m_.samples.size());
  }

  void judge_counters(double duration_s) {
    const ThrottleVerdict throttle = classify_throttle(m_.watch.counters, duration_s);
    if (throttle.is_known) {
      seen_.invalidating = throttle.invalidating;
      seen_.saw_power_cap = throttle.has_power_cap;
    }
    const ErrorVerdict errors = classify_errors(m_.watch.counters);
    seen_.fatal_errors = errors.invalidating;
    seen_.corrected_errors = errors.corrected;
  }

  void note_watch(const DeviceState& state) {
    record::Watch& watch = m_.watch;
    watch.clock_source = state.clock_source;
    watch.power_source = state.power_source;
    if (state.memory_clock) watch.memory_clock_hz = state.memory_clock->value;
    if (state.pcie_generation) {
      watch.pcie_generation = std::max(watch.pcie_generation.value_or(0), *state.pcie_generation);
    }
  }

  void note_clock(double hz) {
    seen_.lowest_clock_hz = seen_.lowest_clock_hz == 0 ? hz : std::min(seen_.lowest_clock_hz, hz);
    seen_.highest_clock_hz = std::max(seen_.highest_clock_hz, hz);
  }

  void close_window(double origin, double now) {
    const DeviceState state = session_.state();
    record::Window window;
    window.begin_s = window_begin_ - origin;
    window.end_s = now - origin;
    if (state.clock) {
      window.clock_hz = state.clock->value;
      note_clock(state.clock->value);
    }
    if (state.power) window.power_w = state.power->value;
    window.temperature_c = state.temperature_c;
    window.throttle = state.throttle;
    window.other_load = state.other_load;
    if (state.energy && energy_before_) window.energy_j = (*state.energy - *energy_before_).value;
    energy_before_ = state.energy;
    window_begin_ = now;
    if (state.other_load)
      seen_.worst_other_load = std::max(seen_.worst_other_load, *state.other_load);
    note_watch(state);
    // Where the device counts, the counters decide; a reading only catches what lasts.
    const bool is_slowed = state.throttle == "thermal" || state.throttle == "hw_slowdown" ||
                           state.throttle == "power_brake";
    if (state.throttle == "power_cap") seen_.saw_power_cap = true;
    if (is_slowed && !counts_throttling_) seen_.invalidating = *state.throttle;
    m_.windows.push_back(window);
  }

  Session& session_;
  PreparedKernel& kernel_;
  const CaseOptions& options_;
  Clock& clock_;
  record::Measurement& m_;
  Disturbance seen_;
  std::optional<Joules> energy_before_;
  bool counts_throttling_ = false;
  double window_begin_ = 0;
  int next_set_ = 0;
};

}  // namespace

Result<Disturbance> take_samples(Session& session, PreparedKernel& kernel,
                                 const CaseOptions& options, Clock& clock,
                                 record::Measurement& measurement) {
  return Run(session, kernel, options, clock, measurement).take();
}

std::vector<record::Warning> warnings_for(const record::Measurement& m, const Disturbance& seen) {
  using record::WarningCode;
  std::vector<record::Warning> warnings;
  const auto add = [&warnings](WarningCode code, std::string detail) {
    warnings.push_back({code, std::move(detail)});
  };
  const record::Summary& s = m.summary;
  if (m.stop != record::StopReason::kConverged) {
    add(WarningCode::kNotConverged,
        formatted("half-width of the median's interval %.2g %%", relative_half_width(s) * 100));
  }
  if (!m.warmup.settled) add(WarningCode::kNotSettled, m.warmup.end_state);
  if (seen.worst_other_load > 0.05) {
    add(WarningCode::kOtherLoad,
        formatted("others used %.2g CPU seconds per second", seen.worst_other_load));
  }
  if (seen.cpu_migrations > 0) {
    add(WarningCode::kCpuMigration, formatted("%.0f times", seen.cpu_migrations));
  }
  if (seen.lowest_clock_hz > 0 && seen.highest_clock_hz > 1.01 * seen.lowest_clock_hz) {
    add(WarningCode::kFrequencyChange,
        formatted("by %.2g %%", (seen.highest_clock_hz / seen.lowest_clock_hz - 1) * 100));
  }
  // Now and then is normal; once in every other sample changes the median.
  if (seen.preemptions * 2 > static_cast<int>(m.samples.size())) {
    add(WarningCode::kPreempted, formatted("%.0f times", seen.preemptions));
  }
  if (s.q3_s - s.q1_s > 0.1 * s.median_s) {
    add(WarningCode::kHighSpread, formatted("quartiles differ by %.2g %% of the median",
                                            (s.q3_s - s.q1_s) / s.median_s * 100));
  }
  if (s.effective_count < 0.5 * static_cast<double>(s.count)) {
    add(WarningCode::kAutocorrelated,
        formatted("effective count %.0f", s.effective_count) + " of " + std::to_string(s.count));
  }
  if (seen.saw_power_cap) add(WarningCode::kPowerCap, "seen while sampling");
  if (s.median_s * static_cast<double>(m.batch_launches) < kMinSampleSeconds / 10) {
    add(WarningCode::kShortSample,
        formatted("%.2g s", s.median_s * static_cast<double>(m.batch_launches)));
  }
  if (!seen.corrected_errors.empty()) add(WarningCode::kDeviceErrors, seen.corrected_errors);
  const double mismatch = std::fabs(m.watch.energy_over_power.value_or(1) - 1);
  if (mismatch > kMaxEnergyMismatch) {
    add(WarningCode::kEnergyMismatch, formatted("by %.2g %%", mismatch * 100));
  }
  return warnings;
}

}  // namespace fleetmark::measure
