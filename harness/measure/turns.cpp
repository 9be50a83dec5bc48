// SPDX-License-Identifier: Apache-2.0
// See turns.h.
#include "harness/measure/turns.h"

#include <algorithm>

namespace fleetmark::measure {
namespace {

int sets_for_one_turn(const Turn& turn, const Rotation& alone) {
  return static_cast<int>(std::min<std::int64_t>(alone.operand_sets, turn.launches));
}

}  // namespace

std::vector<Rotation> rotations_in_turn(bool is_cold, const std::vector<Turn>& turns,
                                        std::optional<Bytes> last_level_cache,
                                        std::optional<Bytes> memory_available) {
  std::optional<Bytes> share = memory_available;
  if (share) *share = Bytes(share->value / static_cast<double>(turns.size()));
  std::vector<Rotation> rotations;
  double touched_by_all = 0;
  for (const auto& turn : turns) {
    rotations.push_back(plan_rotation(is_cold, turn.footprint, last_level_cache, share));
    touched_by_all += turn.touched_by_launch.value * sets_for_one_turn(turn, rotations.back());
  }
  if (!is_cold) return rotations;
  const bool others_evict = touched_by_all >= evicting_bytes(last_level_cache).value;
  for (std::size_t i = 0; i < turns.size(); ++i) {
    Rotation& one = rotations[i];
    one = others_evict ? Rotation{sets_for_one_turn(turns[i], one),
                                  "cold: in turn with the other operators of the block"}
                       : as_touched(one, turns[i].touched_by_launch, last_level_cache);
  }
  return rotations;
}

}  // namespace fleetmark::measure
