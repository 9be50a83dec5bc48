// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/turns.h"

#include <gtest/gtest.h>

namespace fleetmark::measure {
namespace {

constexpr double kCache = 1e6;  // three times as much evicts

Turn turn(double bytes, std::int64_t launches) { return {Bytes(bytes), Bytes(bytes), launches}; }

TEST(Turns, what_the_others_touch_spares_operand_sets) {
  const auto shared = rotations_in_turn(true, {turn(5e5, 2), turn(1e6, 2)}, Bytes(kCache), {});
  EXPECT_EQ(shared[0].operand_sets, 2);
  EXPECT_EQ(shared[1].operand_sets, 2);
  EXPECT_TRUE(shared[0].label.starts_with("cold: in turn")) << shared[0].label;
}

TEST(Turns, that_touch_too_little_rotate_as_if_alone) {
  const auto alone = rotations_in_turn(true, {turn(5e5, 2), turn(5e5, 1)}, Bytes(kCache), {});
  EXPECT_EQ(alone[0].operand_sets, 6);
  EXPECT_EQ(alone[1].operand_sets, 6);
  EXPECT_EQ(alone[0].label, "cold: operands of three times the last-level cache");
}

// Each has half of 4 MB, and half of that for its operands.
TEST(Turns, for_which_memory_is_short_are_partly_cold) {
  const auto scarce =
      rotations_in_turn(true, {turn(5e5, 1), turn(5e5, 1)}, Bytes(kCache), Bytes(4e6));
  EXPECT_EQ(scarce[0].operand_sets, 2);
  EXPECT_TRUE(scarce[0].label.starts_with("partly cold")) << scarce[0].label;
}

// A few rows of a large table are found again in the cache, however large the table is.
TEST(Turns, count_what_is_touched_and_not_what_is_there) {
  const Turn rows{Bytes(1e7), Bytes(1e3), 2};
  const auto few = rotations_in_turn(true, {rows}, Bytes(kCache), {});
  EXPECT_TRUE(few[0].label.starts_with("partly cold")) << few[0].label;
}

TEST(Turns, with_warm_caches_have_one_set) {
  const auto hot = rotations_in_turn(false, {turn(5e5, 9)}, Bytes(kCache), {});
  EXPECT_EQ(hot[0].operand_sets, 1);
  EXPECT_TRUE(hot[0].label.starts_with("hot"));
}

}  // namespace
}  // namespace fleetmark::measure
