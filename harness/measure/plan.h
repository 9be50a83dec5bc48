// SPDX-License-Identifier: Apache-2.0
// How one case is run: launches per sample, operand sets, and whether memory holds them. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "kernels/api/result.h"
#include "kernels/api/units.h"

namespace fleetmark::measure {

// A sample should last this long at least: 10^4 times the resolution of the clocks in use.
inline constexpr double kMinSampleSeconds = 0.001;

// Energy is counted over this long at least: counters tick every 0.1 s, 2 % at the worst.
inline constexpr double kMinEnergySeconds = 5;

// Launches per sample so that a sample of launches of `seconds_per_launch` is long enough.
std::int64_t launches_per_sample(double seconds_per_launch,
                                 double min_sample_s = kMinSampleSeconds);

// What must be touched between two turns of an operand so that it has left the caches: three times
// the last level; 256 MiB where its size is not known.
Bytes evicting_bytes(std::optional<Bytes> last_level_cache);

// kOutOfMemory with the bytes that `operands` need and those that are missing; what is available
// may be unknown.
Result<> check_memory_suffices(const std::string& operands, Bytes needed,
                               std::optional<Bytes> available);

struct Rotation {
  int operand_sets = 1;
  std::string label;  // "cold: ...", "hot"
};

// Cold: enough sets that their total exceeds evicting_bytes(); bounded by half of the available
// memory. Where the cache size is not known the label says so.
// `operand_bytes_max`: of all sets, where above 0.
Rotation plan_rotation(bool is_cold, Bytes footprint, std::optional<Bytes> last_level_cache,
                       std::optional<Bytes> memory_available, double operand_bytes_max = 0);

// The rotation of a kernel that takes some rows of a table: a set's next turn finds the same rows.
// Where those of all sets are less than evicting_bytes(), the label says so.
Rotation as_touched(Rotation rotation, Bytes touched_by_launch,
                    std::optional<Bytes> last_level_cache);

// Launches in a row that do not come back to operands that may still be in a cache: one on each set
// where all sets together touch less than evicting_bytes() (a few rows of a large table), else any
// number.
std::int64_t most_cold_launches(bool is_cold, Bytes touched_by_launch, int operand_sets,
                                std::optional<Bytes> last_level_cache);

}  // namespace fleetmark::measure
