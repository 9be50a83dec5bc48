// SPDX-License-Identifier: Apache-2.0
// How one case is run: launches per sample, operand sets. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "kernels/api/units.h"

namespace fleetmark::measure {

// A sample should last this long at least: 10^4 times the resolution of the clocks in use.
inline constexpr double kMinSampleSeconds = 0.001;

// Energy is counted over this long at least: counters tick every 0.1 s, 2 % at the worst.
inline constexpr double kMinEnergySeconds = 5;

// Launches per sample so that a sample of launches of `seconds_per_launch` is long enough.
std::int64_t launches_per_sample(double seconds_per_launch,
                                 double min_sample_s = kMinSampleSeconds);

struct Rotation {
  int operand_sets = 1;
  std::string label;  // "cold: ...", "hot"
};

// Cold: enough sets that their total exceeds three times the last-level cache, so that what a
// launch touches was evicted since its last turn; bounded by half of the available memory. Where
// the cache size is not known, 256 MiB stands in for three times its size, and the label says so.
// `operand_bytes_max`: of all sets, where above 0.
Rotation plan_rotation(bool is_cold, Bytes footprint, std::optional<Bytes> last_level_cache,
                       std::optional<Bytes> memory_available, double operand_bytes_max = 0);

}  // namespace fleetmark::measure
