// SPDX-License-Identifier: Apache-2.0
// Launches planned without a GPU: enough in flight, no more blocks than fit or than there is work.
#include "kernels/gpu/launch_plan.h"

#include <gtest/gtest.h>

namespace fleetmark::gpu {
namespace {

DeviceShape device(int major, int sms) {
  DeviceShape shape;
  shape.compute_major = major;
  shape.sm_count = sms;
  shape.threads_per_sm = 2048;
  return shape;
}

constexpr StreamWork kTriad{1LL << 26, 512, 2 * 512 * 16};  // 1 GiB arrays, tiles of 8 KB

TEST(LaunchPlan, a_persistent_grid_keeps_twice_the_wanted_bytes_in_flight) {
  for (const int major : {7, 8, 9, 10, 12}) {
    const StreamPlan plan = plan_persistent(device(major, 132), kTriad, 8);
    EXPECT_GE(plan.bytes_in_flight_per_sm, 2 * wanted_bytes_in_flight_per_sm(major)) << major;
    EXPECT_EQ(plan.blocks, plan.resident_blocks_per_sm * 132);
    EXPECT_GE(plan.resident_blocks_per_sm, 2);
  }
  // H200: 48 KB wanted, 16 KB a block: six blocks.
  EXPECT_EQ(plan_persistent(device(9, 132), kTriad, 8).resident_blocks_per_sm, 6);
}

TEST(LaunchPlan, no_more_blocks_than_fit) {
  EXPECT_EQ(plan_persistent(device(9, 132), kTriad, 3).blocks, 3 * 132);
  EXPECT_EQ(plan_persistent(device(9, 132), kTriad, 1).blocks, 132);
  EXPECT_EQ(plan_persistent(device(9, 132), kTriad, 0).blocks, 132);
}

TEST(LaunchPlan, a_kernel_that_loads_nothing_fills_the_device) {
  EXPECT_EQ(plan_persistent(device(9, 132), {1LL << 26, 1024, 0}, 8).blocks, 8 * 132);
}

TEST(LaunchPlan, small_work_gets_no_idle_blocks_and_none_gets_one) {
  for (const std::int64_t packs : {0, 1, 512}) {
    EXPECT_EQ(plan_persistent(device(9, 132), {packs, 512, 16384}, 8).blocks, 1) << packs;
    EXPECT_EQ(plan_block_per_tile({packs, 512, 16384}, 8).blocks, 1) << packs;
  }
  EXPECT_EQ(plan_persistent(device(9, 132), {513, 512, 16384}, 8).blocks, 2);
}

TEST(LaunchPlan, a_block_per_tile_up_to_what_a_grid_may_hold) {
  EXPECT_EQ(plan_block_per_tile(kTriad, 8).blocks, (1 << 26) / 512);
  EXPECT_EQ(plan_block_per_tile({1LL << 40, 1, 16}, 8).blocks, 2147483647);
}

TEST(LaunchPlan, tiles_cover_every_pack_once) {
  EXPECT_EQ(tiles_of({0, 512, 0}), 0);
  EXPECT_EQ(tiles_of({512, 512, 0}), 1);
  EXPECT_EQ(tiles_of({513, 512, 0}), 2);
}

}  // namespace
}  // namespace fleetmark::gpu
