// SPDX-License-Identifier: Apache-2.0
// See plan.h.
#include "harness/measure/plan.h"

#include <algorithm>
#include <cmath>

namespace fleetmark::measure {

std::int64_t launches_per_sample(double seconds_per_launch, double min_sample_s) {
  if (!(seconds_per_launch > 0)) return 1;
  const double wanted = std::ceil(min_sample_s / seconds_per_launch);
  return static_cast<std::int64_t>(std::clamp(wanted, 1.0, 1e6));
}

Rotation plan_rotation(bool is_cold, Bytes footprint, std::optional<Bytes> last_level_cache,
                       std::optional<Bytes> memory_available) {
  if (!is_cold) return {1, "hot: the same operands every time"};
  if (footprint.value <= 0) return {1, "no memory operands"};
  const double wanted = last_level_cache ? 3 * last_level_cache->value : mebibytes(256).value;
  double sets = std::ceil(wanted / footprint.value);
  if (memory_available) {
    sets = std::min(sets, std::floor(memory_available->value / 2 / footprint.value));
  }
  const int count = static_cast<int>(std::clamp(sets, 1.0, 4096.0));
  const std::string basis = last_level_cache ? "three times the last-level cache"
                                             : "256 MiB, the cache size being unknown";
  const bool is_enough = footprint.value * count >= wanted;
  return {count,
          (is_enough ? "cold: operands of " : "partly cold: memory allows less than ") + basis};
}

}  // namespace fleetmark::measure
