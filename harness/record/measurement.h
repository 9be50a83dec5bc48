// SPDX-License-Identifier: Apache-2.0
// What one measurement is: types only. Times are device times per launch, in seconds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/record/warning.h"
#include "kernels/api/kernel.h"
#include "kernels/api/problem.h"

namespace fleetmark::record {

// What another tool does not tell of its data, caches or clocks; never a guess.
inline constexpr const char* kUntold = "unknown";

struct Sample {
  double seconds = 0;              // device time of one launch: batch time / launches in the batch
  std::optional<double> clock_hz;  // mean core clock during the sample, where readable
  int launch = 0;                  // which process launch took it, from 0
};

// Device state over a stretch of time around the samples; empty where unreadable.
struct Window {
  double begin_s = 0;  // since the start of this measurement
  double end_s = 0;
  std::optional<double> clock_hz;
  std::optional<double> power_w;
  std::optional<double> energy_j;  // used in this window, from the cumulative counter
  std::optional<double> temperature_c;
  std::optional<std::string> throttle;
  std::optional<double> other_load;  // CPU seconds per second that others used on our CPUs
};

// A cumulative counter of the device around the samples: seconds throttled by cause, errors by
// kind.
struct CounterChange {
  std::string name;  // "throttled_power_cap_s", "xid_errors"
  double before = 0;
  double after = 0;
};

// What the device may draw, as it said before the samples and after them; empty where unreadable.
struct PowerLimits {
  std::optional<double> enforced_before_w, enforced_after_w;
  std::optional<double> default_before_w, default_after_w;

  [[nodiscard]] bool is_empty() const {
    return !enforced_before_w && !enforced_after_w && !default_before_w && !default_after_w;
  }
};

// What a device that is watched continuously told of itself over the samples; empty where it cannot
// tell. The labels say how far the figures can be trusted.
struct Watch {
  std::string clock_source;  // of Sample::clock_hz, or of the windows where samples have none
  std::string power_source;  // "instantaneous", "driver's average ..."
  std::optional<int> pcie_generation;  // highest under this load
  std::optional<double> memory_clock_hz;
  // Time times clock, per launch: what a change of clock does not change.
  std::optional<double> median_cycles;
  // The energy counter over the integral of the power readings: 1 when the two agree.
  std::optional<double> energy_over_power;
  std::vector<CounterChange> counters;
  PowerLimits power_limits;

  [[nodiscard]] bool is_empty() const {
    return clock_source.empty() && power_source.empty() && !pcie_generation && !memory_clock_hz &&
           !median_cycles && !energy_over_power && counters.empty() && power_limits.is_empty();
  }
};

struct Interval {
  double low = 0;
  double high = 0;
};

// Of fewer samples, not even the fastest and the slowest hold the median with 95 %.
inline constexpr std::int64_t kFewestForInterval95 = 6;
inline constexpr const char* kNoInterval95 = "fewer than 6 samples";

// Order statistics of the sample times, in seconds.
struct Summary {
  std::int64_t count = 0;
  double median_s = 0;
  // 95 % interval of the median within the launches taken; empty below kFewestForInterval95.
  std::optional<Interval> median_95_s;
  double effective_count = 0;  // after correction for autocorrelation
  double mad_s = 0;            // median absolute deviation
  double q1_s = 0;
  double q3_s = 0;
  double min_s = 0;
  double max_s = 0;
  int launches = 1;  // process launches that contributed
  std::vector<double> launch_medians_s;
  // Where the next launch's median falls with 95 %: from three launches on.
  std::optional<Interval> next_launch_95_s;
};

enum class StopReason { kConverged, kTimeLimit, kSampleLimit };

struct Warmup {
  std::string rule;  // what had to hold, in words
  double duration_s = 0;
  std::int64_t launches = 0;
  bool settled = false;
  std::string end_state;  // "drift 0.4 %", "clock 1980 MHz"
};

struct Measurement {
  Problem problem;
  std::string variant;
  std::string implementation;
  Metric metric = Metric::kBytesPerSecond;
  Work work;
  std::int64_t batch_launches = 1;  // launches per sample
  int operand_sets = 1;
  std::vector<Sample> samples;  // at most 2,000
  std::vector<Window> windows;
  Summary summary;
  StopReason stop = StopReason::kConverged;
  Warmup warmup;
  Verification verification;  // after timing; a failed one before timing is a skip with error
  std::string data;           // "uniform"; kUntold of others' results
  std::string cache;          // "cold" or "hot"
  std::string regime;         // "fixed-power", "fixed-frequency"
  std::optional<double> energy_j_per_launch;
  std::string energy_unknown_reason;
  Watch watch;
  std::vector<Warning> warnings;

  // From the median, in B/s, FLOP/s or operations per second: more is better whatever the metric. A
  // latency is its inverse.
  [[nodiscard]] double rate() const { return amount_of(work, metric) / summary.median_s; }
  // The ends of the time's interval are those of the rate the other way round.
  [[nodiscard]] std::optional<Interval> rate_95() const {
    if (!summary.median_95_s) return std::nullopt;
    const double amount = amount_of(work, metric);
    return Interval{amount / summary.median_95_s->high, amount / summary.median_95_s->low};
  }
};

// A case that was planned and not measured: data, not an absence.
struct Skipped {
  Problem problem;
  std::string variant;
  std::string reason;       // one line
  bool is_failure = false;  // wrong answer or invalid measurement, as opposed to not applicable
  // What was measured and does not stand: to be looked at, never to be summed up or compared.
  std::optional<Measurement> spoilt = std::nullopt;
};

}  // namespace fleetmark::record
