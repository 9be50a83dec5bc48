// SPDX-License-Identifier: Apache-2.0
// What the counters and readings around the samples mean. Pure.
#pragma once

#include <string>
#include <vector>

#include "harness/record/measurement.h"
#include "kernels/api/device_info.h"

namespace fleetmark::measure {

// Those that are known on both sides, in the order of `after`; limits, which count nothing, are
// left out.
std::vector<record::CounterChange> counter_changes(const std::vector<DeviceFact>& before,
                                                   const std::vector<DeviceFact>& after);

// The same of a case: throttling counts while it was sampled, from `sampled` on, for a ramp spoils
// no sample; errors count from `first` on, for one that comes while the kernel is checked or warmed
// up tells of the device all the same. Where `first` is empty nobody asked so early.
std::vector<record::CounterChange> case_changes(const std::vector<DeviceFact>& first,
                                                const std::vector<DeviceFact>& sampled,
                                                const std::vector<DeviceFact>& after);

// The limits among the same facts.
record::PowerLimits power_limits(const std::vector<DeviceFact>& before,
                                 const std::vector<DeviceFact>& after);
// "600 W before, 500 W after" where the enforced limit is not what it was; else, and where a side
// is not known, empty.
std::string limit_change(const record::PowerLimits& limits);
// "500 W, default 700 W" where the lowest enforced limit seen is below the default; else empty.
std::string low_limit(const record::PowerLimits& limits);
// The warnings that the two deserve.
std::vector<record::Warning> limit_warnings(const record::PowerLimits& limits);

// From differences of cumulative counters, which miss nothing between two looks.
struct ThrottleVerdict {
  bool is_known = false;  // the device counts throttling at all
  bool has_power_cap = false;
  std::string invalidating;  // "thermal for 1.2 % of the time", or empty
  // The same of what is told and spoils nothing: NVML defines each as a clock below that asked for.
  std::string limiting;
};
ThrottleVerdict classify_throttle(const std::vector<record::CounterChange>& changes,
                                  double duration_s);

// What invalidates, by the counters where the device counts throttling; else by the readings, which
// only catch what lasts. Empty: nothing.
std::string slowdown_of(const std::vector<record::CounterChange>& changes, double duration_s,
                        const std::vector<record::Window>& windows);
// Whether a reading of the throttle reason is one that invalidates.
bool is_slowdown(const std::optional<std::string>& throttle);

struct ErrorVerdict {
  std::string invalidating;  // "xid_errors +1": the answer cannot be trusted
  std::string corrected;     // "pcie_replays +3", "row_remap_pending": it can, the device cannot
};
ErrorVerdict classify_errors(const std::vector<record::CounterChange>& changes);

// Median of time times clock; empty unless every sample has a clock of its own.
std::optional<double> median_cycles(const std::vector<record::Sample>& samples);

// Sum of counted energy over the sum of power times time; empty unless all windows have both and
// last `min_duration_s` together, for counters and averages tick too slowly for less.
std::optional<double> energy_over_power(const std::vector<record::Window>& windows,
                                        double min_duration_s);

}  // namespace fleetmark::measure
