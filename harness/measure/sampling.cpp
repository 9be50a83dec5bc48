// SPDX-License-Identifier: Apache-2.0
// See sampling.h.
#include "harness/measure/sampling.h"

#include <algorithm>
#include <cmath>

#include "harness/measure/contender_run.h"
#include "harness/measure/device_watch.h"
#include "harness/measure/formatted.h"
#include "harness/measure/plan.h"
#include "harness/measure/rivals.h"
#include "harness/measure/statistics.h"
#include "harness/measure/telemetry.h"

namespace fleetmark::measure {
namespace {

constexpr double kMaxEnergyMismatch = 0.05;

void settle_energy(record::Measurement& m) {
  double joules = 0;
  double seconds = 0;
  for (const auto& window : m.windows) {
    if (!window.energy_j) {
      m.energy_unknown_reason = "no energy counter on this device";
      return;
    }
    joules += *window.energy_j;
    seconds += window.end_s - window.begin_s;
  }
  if (seconds < kMinEnergySeconds) {
    m.energy_unknown_reason = "energy needs 5 s of sampling, this case took less";
    return;
  }
  m.energy_j_per_launch =
      joules / static_cast<double>(m.batch_launches) / static_cast<double>(m.samples.size());
}

// All that take turns, from warm-up to summaries.
class Rounds {
 public:
  Rounds(Session& session, const std::vector<Contender>& contenders, std::uint64_t order_seed,
         Clock& clock)
      : clock_(clock), watch_(session, contenders.front().counters_first), order_seed_(order_seed) {
    for (const auto& contender : contenders) {
      runs_.emplace_back(session, contender, contenders.size(), clock);
    }
  }

  Result<std::vector<Disturbance>> take() {
    FLEETMARK_CHECK(warm_up());
    FLEETMARK_CHECK(watch_.begin(clock_));
    for (auto& run : runs_) run.begin_sampling(watch_.begin_s());
    for (std::size_t round = 0; !is_over(); ++round) FLEETMARK_CHECK(take_round(round));
    FLEETMARK_CHECK(watch_.end(clock_));
    std::vector<Disturbance> seen;
    for (auto& run : runs_) seen.push_back(conclude(run));
    return seen;
  }

 private:
  Result<> warm_up() {
    const double begin = clock_.now_s();
    std::size_t round = 0;
    do {
      for (const std::size_t i : turn_order(runs_.size(), order_seed_, round++)) {
        FLEETMARK_CHECK(runs_[i].warm_up_once(begin));
      }
    } while (!std::ranges::all_of(runs_, &ContenderRun::is_warm));
    for (auto& run : runs_) run.end_warm_up();
    return {};
  }

  Result<> take_round(std::size_t round) {
    for (const std::size_t i : turn_order(runs_.size(), order_seed_, round)) {
      if (runs_[i].has_left()) continue;
      FLEETMARK_CHECK(runs_[i].sample_once());
      watch_.look(clock_.now_s(), false);
    }
    const double now = clock_.now_s();
    for (auto& run : runs_) run.decide(now);
    if (std::ranges::all_of(runs_, &ContenderRun::is_content)) {
      // One that was content may have lost it again while it waited for the others.
      for (auto& run : runs_) run.look_again();
    }
    watch_.look(now, is_content());
    return {};
  }

  [[nodiscard]] bool is_content() const {
    return std::ranges::all_of(runs_, &ContenderRun::is_content);
  }
  [[nodiscard]] bool is_over() const { return is_content() || watch_.is_spoilt(); }

  Disturbance conclude(ContenderRun& run) {
    record::Measurement& m = run.measurement();
    const bool is_alone = runs_.size() == 1;
    m.windows = watch_.windows();
    m.watch = watch_.watch();
    m.summary = summarise(m.samples);
    m.watch.median_cycles = median_cycles(m.samples);
    if (is_alone) {
      m.watch.energy_over_power = energy_over_power(m.windows, kMinEnergySeconds);
      settle_energy(m);
    } else {
      for (auto& window : m.windows) window.energy_j.reset();
      m.energy_unknown_reason = "rivals took turns: the counter cannot tell their energies apart";
    }
    return run.seen_with(watch_.seen());
  }

  Clock& clock_;
  DeviceWatch watch_;
  std::uint64_t order_seed_;
  std::vector<ContenderRun> runs_;
};

}  // namespace

void ClockRange::note(double hz) {
  lowest_hz = is_known() ? std::min(lowest_hz, hz) : hz;
  highest_hz = std::max(highest_hz, hz);
}

Result<std::vector<Disturbance>> take_samples(Session& session,
                                              const std::vector<Contender>& contenders,
                                              std::uint64_t order_seed, Clock& clock) {
  return Rounds(session, contenders, order_seed, clock).take();
}

std::vector<record::Warning> warnings_for(const record::Measurement& m, const Disturbance& seen) {
  using record::WarningCode;
  std::vector<record::Warning> warnings;
  const auto add = [&warnings](WarningCode code, std::string detail) {
    warnings.push_back({code, std::move(detail)});
  };
  const record::Summary& s = m.summary;
  if (m.stop != record::StopReason::kConverged) {
    const auto half = relative_half_width(s);
    add(WarningCode::kNotConverged,
        half ? formatted("half-width of the median's interval %.2g %%", *half * 100)
             : std::string("no interval of the median: ") + record::kNoInterval95);
  }
  if (!m.warmup.settled) add(WarningCode::kNotSettled, m.warmup.end_state);
  if (seen.worst_other_load > 0.05) {
    add(WarningCode::kOtherLoad,
        formatted("others used %.2g CPU seconds per second", seen.worst_other_load));
  }
  if (seen.cpu_migrations > 0) {
    add(WarningCode::kCpuMigration, formatted("%.0f times", seen.cpu_migrations));
  }
  if (const double drift = seen.clock().drift(); drift > 0.01) {
    add(WarningCode::kFrequencyChange, formatted("by %.2g %%", drift * 100));
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
  if (!seen.clock_limits.empty()) add(WarningCode::kClockLimited, seen.clock_limits);
  if (s.median_s * static_cast<double>(m.batch_launches) < kMinSampleSeconds / 10) {
    add(WarningCode::kShortSample,
        formatted("%.2g s", s.median_s * static_cast<double>(m.batch_launches)));
  }
  if (!seen.corrected_errors.empty()) add(WarningCode::kDeviceErrors, seen.corrected_errors);
  const double mismatch = std::fabs(m.watch.energy_over_power.value_or(1) - 1);
  if (mismatch > kMaxEnergyMismatch) {
    add(WarningCode::kEnergyMismatch, formatted("by %.2g %%", mismatch * 100));
  }
  const auto limits = limit_warnings(m.watch.power_limits);
  warnings.insert(warnings.end(), limits.begin(), limits.end());
  return warnings;
}

}  // namespace fleetmark::measure
