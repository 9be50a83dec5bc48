// SPDX-License-Identifier: Apache-2.0
// See launches.h.
#include "harness/measure/launches.h"

#include <algorithm>

#include "harness/measure/merge_replicas.h"
#include "harness/measure/replica_rounds.h"
#include "harness/measure/rivals.h"
#include "harness/measure/statistics.h"
#include "harness/measure/telemetry.h"

namespace fleetmark::measure {
namespace {

constexpr std::size_t kMaxSamples = 2000;

bool is_same_case(const auto& a, const auto& b) {
  return a.problem == b.problem && a.variant == b.variant;
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

bool is_same_case(const record::Measurement& a, const record::Measurement& b) {
  return a.problem == b.problem && a.variant == b.variant && a.data == b.data;
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

// Two operators of a block may be the same problem: the second of a launch is the second of all.
std::size_t place_of(const record::RunRecord& merged, const record::Measurement& measured,
                     const std::vector<std::size_t>& taken) {
  for (std::size_t i = 0; i < merged.measurements.size(); ++i) {
    const bool is_free = std::ranges::find(taken, i) == taken.end();
    if (is_free && is_same_case(merged.measurements[i], measured)) return i;
  }
  return merged.measurements.size();
}

// Where each of the launch's measurements stands in `merged`.
std::vector<std::size_t> add_measurements(record::RunRecord& merged,
                                          const record::RunRecord& launch,
                                          const LaunchShare& share) {
  std::vector<std::size_t> places;
  for (const auto& measured : launch.measurements) {
    places.push_back(place_of(merged, measured, places));
    const bool is_new = places.back() == merged.measurements.size();
    if (is_new) {
      merged.measurements.push_back(measured);
      merged.measurements.back().samples.clear();
      merged.measurements.back().windows.clear();
    }
    auto& known = merged.measurements[places.back()];
    if (!is_new) add_watch(known.watch, measured.watch);
    append_samples(known.samples, measured.samples, share);
    append_warnings(known.warnings, measured.warnings);
    keep_the_worse(known, measured);
  }
  return places;
}

}  // namespace

record::RunRecord merge_launches(const std::vector<record::RunRecord>& launches) {
  record::RunRecord merged = launches.front();
  merged.finished_at = launches.back().finished_at;
  merged.measurements.clear();
  merged.skipped.clear();
  merged.replicas.clear();
  LaunchShare share{0, std::max<std::size_t>(1, kMaxSamples / launches.size())};
  for (const auto& launch : launches) {
    add_replicas(merged, launch, add_measurements(merged, launch, share), share);
    share.first_launch += launches_in(launch);
  }
  for (auto& measured : merged.measurements) {
    measured.summary = summarise(measured.samples);
    measured.watch.median_cycles = median_cycles(measured.samples);
  }
  for (auto& replica : merged.replicas) summarise_rounds(replica, merged.measurements);
  for (const auto& launch : launches) {
    for (const auto& skipped : launch.skipped) append_skipped(merged, skipped);
  }
  std::vector<std::vector<record::RivalPair>> pairs;
  for (const auto& launch : launches) pairs.push_back(launch.rivals);
  merged.rivals = merge_rivals(pairs);
  return merged;
}

}  // namespace fleetmark::measure
