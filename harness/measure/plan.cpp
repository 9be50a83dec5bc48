// SPDX-License-Identifier: Apache-2.0
// See plan.h.
#include "harness/measure/plan.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "harness/measure/formatted.h"

namespace fleetmark::measure {
namespace {

constexpr double kMaxOperandSets = 4096;  // beyond, preparing and verifying outlast measuring

bool evicts(Bytes touched_by_launch, int operand_sets, std::optional<Bytes> last_level_cache) {
  return touched_by_launch.value * operand_sets >= evicting_bytes(last_level_cache).value;
}

}  // namespace

std::int64_t launches_per_sample(double seconds_per_launch, double min_sample_s) {
  if (!(seconds_per_launch > 0)) return 1;
  const double wanted = std::ceil(min_sample_s / seconds_per_launch);
  return static_cast<std::int64_t>(std::clamp(wanted, 1.0, 1e6));
}

Bytes evicting_bytes(std::optional<Bytes> last_level_cache) {
  return last_level_cache ? Bytes(3 * last_level_cache->value) : mebibytes(256);
}

Result<> check_memory_suffices(const std::string& operands, Bytes needed,
                               std::optional<Bytes> available) {
  if (!available || needed.value <= available->value) return {};
  return Error{
      ErrorCode::kOutOfMemory,
      operands + " need " + formatted("%.0f", needed.value) + " bytes, " +
          formatted("%.0f", needed.value - available->value) +
          " more than are available; ask for a smaller batch or context, or a larger --tp"};
}

Rotation plan_rotation(bool is_cold, Bytes footprint, std::optional<Bytes> last_level_cache,
                       std::optional<Bytes> memory_available, double operand_bytes_max) {
  if (!is_cold) return {1, "hot: the same operands every time"};
  if (footprint.value <= 0) return {1, "no memory operands"};
  const double wanted = evicting_bytes(last_level_cache).value;
  double affordable = kMaxOperandSets;
  if (memory_available) affordable = std::floor(memory_available->value / 2 / footprint.value);
  if (operand_bytes_max > 0) {
    affordable = std::min(affordable, std::floor(operand_bytes_max / footprint.value));
  }
  const double sets = std::min(std::ceil(wanted / footprint.value), affordable);
  const int count = static_cast<int>(std::clamp(sets, 1.0, kMaxOperandSets));
  const std::string basis = last_level_cache ? "three times the last-level cache"
                                             : "256 MiB, the cache size being unknown";
  if (footprint.value * count >= wanted) return {count, "cold: operands of " + basis};
  const bool is_for_want_of_memory = affordable < kMaxOperandSets;
  return {count, (is_for_want_of_memory ? "partly cold: memory or suite allows less than "
                                        : "partly cold: 4096 operand sets hold less than ") +
                     basis};
}

Rotation as_touched(Rotation rotation, Bytes touched_by_launch,
                    std::optional<Bytes> last_level_cache) {
  const bool is_cold = rotation.label.starts_with("cold");
  if (is_cold && !evicts(touched_by_launch, rotation.operand_sets, last_level_cache)) {
    rotation.label =
        "partly cold: each set's turn takes the same rows, less than three times the last-level "
        "cache in all";
  }
  return rotation;
}

std::int64_t most_cold_launches(bool is_cold, Bytes touched_by_launch, int operand_sets,
                                std::optional<Bytes> last_level_cache) {
  return is_cold && !evicts(touched_by_launch, operand_sets, last_level_cache)
             ? operand_sets
             : std::numeric_limits<std::int64_t>::max();
}

}  // namespace fleetmark::measure
