// SPDX-License-Identifier: Apache-2.0
// See launches.h.
#include "harness/measure/launches.h"

#include <algorithm>

#include "harness/measure/rivals.h"
#include "harness/measure/statistics.h"
#include "harness/measure/telemetry.h"

namespace fleetmark::measure {
namespace {

constexpr std::size_t kMaxSamples = 2000;

bool is_same_case(const auto& a, const auto& b) {
  return a.problem == b.problem && a.variant == b.variant;
}

// Every k-th sample of each launch, so that all launches fit into one record alike. A record that
// is itself a merger keeps its launches apart, numbered from `first_launch` on.
void append_samples(std::vector<record::Sample>& to, const std::vector<record::Sample>& from,
                    int first_launch, std::size_t most) {
  const std::size_t step = (from.size() + most - 1) / most;
  for (std::size_t i = 0; i < from.size(); i += step) {
    record::Sample sample = from[i];
    sample.launch += first_launch;
    to.push_back(sample);
  }
}

// By the highest number, not by counting: a launch that skipped a case leaves a gap there.
int launches_in(const record::RunRecord& run) {
  int launches = 1;
  for (const auto& m : run.measurements) {
    for (const auto& sample : m.samples) launches = std::max(launches, sample.launch + 1);
  }
  return launches;
}

// What holds for the whole only if it held for every launch.
void keep_the_worse(record::Measurement& whole, const record::Measurement& part) {
  if (whole.stop == record::StopReason::kConverged) whole.stop = part.stop;
  if (whole.warmup.settled && !part.warmup.settled) whole.warmup = part.warmup;
  whole.verification.max_error =
      std::max(whole.verification.max_error, part.verification.max_error);
  if (!part.energy_j_per_launch) {
    whole.energy_j_per_launch.reset();
    whole.energy_unknown_reason = part.energy_unknown_reason;
  }
}

// Counters say what was counted in all launches, not in the time between them.
void add_watch(record::Watch& whole, const record::Watch& part) {
  for (auto& counter : whole.counters) {
    const auto same = std::ranges::find(part.counters, counter.name, &record::CounterChange::name);
    if (same != part.counters.end()) counter.after += same->after - same->before;
  }
  if (part.pcie_generation) {
    whole.pcie_generation = std::max(whole.pcie_generation.value_or(0), *part.pcie_generation);
  }
  whole.power_limits.enforced_after_w = part.power_limits.enforced_after_w;
  whole.power_limits.default_after_w = part.power_limits.default_after_w;
  whole.energy_over_power.reset();  // the windows it came from are not kept
}

void append_warnings(std::vector<record::Warning>& to, const std::vector<record::Warning>& from) {
  for (const auto& warning : from) {
    const bool is_known = std::ranges::any_of(
        to, [&](const record::Warning& known) { return known.code == warning.code; });
    if (!is_known) to.push_back(warning);
  }
}

// Once per case, and a failure outranks the harmless skip of another launch.
void append_skipped(record::RunRecord& merged, const record::Skipped& skipped) {
  const auto is_same = [&](const auto& other) { return is_same_case(other, skipped); };
  const auto known = std::ranges::find_if(merged.skipped, is_same);
  if (known != merged.skipped.end()) {
    if (skipped.is_failure && !known->is_failure) *known = skipped;
    return;
  }
  const bool was_measured = std::ranges::any_of(merged.measurements, is_same);
  if (!was_measured || skipped.is_failure) merged.skipped.push_back(skipped);
}

}  // namespace

record::RunRecord merge_launches(const std::vector<record::RunRecord>& launches) {
  record::RunRecord merged = launches.front();
  merged.finished_at = launches.back().finished_at;
  merged.measurements.clear();
  merged.skipped.clear();
  const std::size_t share = std::max<std::size_t>(1, kMaxSamples / launches.size());
  int first_launch = 0;
  for (const auto& launch : launches) {
    for (const auto& measured : launch.measurements) {
      auto known = std::ranges::find_if(merged.measurements, [&](const auto& candidate) {
        return is_same_case(candidate, measured);
      });
      if (known == merged.measurements.end()) {
        merged.measurements.push_back(measured);
        known = merged.measurements.end() - 1;
        known->samples.clear();
        known->windows.clear();
      } else {
        add_watch(known->watch, measured.watch);
      }
      append_samples(known->samples, measured.samples, first_launch, share);
      append_warnings(known->warnings, measured.warnings);
      keep_the_worse(*known, measured);
    }
    first_launch += launches_in(launch);
  }
  for (auto& measured : merged.measurements) {
    measured.summary = summarise(measured.samples);
    measured.watch.median_cycles = median_cycles(measured.samples);
  }
  for (const auto& launch : launches) {
    for (const auto& skipped : launch.skipped) append_skipped(merged, skipped);
  }
  std::vector<std::vector<record::RivalPair>> pairs;
  for (const auto& launch : launches) pairs.push_back(launch.rivals);
  merged.rivals = merge_rivals(pairs);
  return merged;
}

}  // namespace fleetmark::measure
