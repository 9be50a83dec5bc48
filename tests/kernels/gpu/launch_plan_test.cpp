// SPDX-License-Identifier: Apache-2.0
// Launch plans: enough bytes in flight, never more than fits, never more blocks than work.
#include "kernels/gpu/launch_plan.h"

#include <gtest/gtest.h>

namespace fleetmark::gpu {
namespace {

constexpr DeviceShape kH200{9, 0, 132, 2048};
constexpr DeviceShape kA100{8, 0, 108, 2048};

TEST(StreamPlan, bytes_in_flight_reach_what_the_architecture_wants) {
  for (const DeviceShape& device : {kH200, kA100, DeviceShape{10, 0, 148, 2048}}) {
    for (const int inputs : {1, 2}) {
      for (const int packs : {1, 2, 4, 8}) {
        const StreamPlan plan = plan_stream(device, std::int64_t{1} << 26, inputs, packs);
        const int fit = device.threads_per_sm / plan.threads_per_block;
        const int most = fit * plan.threads_per_block * packs * 16 * inputs;
        EXPECT_GE(plan.bytes_in_flight_per_sm,
                  std::min(most, wanted_bytes_in_flight_per_sm(device.compute_major)));
        EXPECT_LE(plan.bytes_in_flight_per_sm, most);
        EXPECT_EQ(plan.blocks % device.sm_count, 0) << "every SM gets the same";
        EXPECT_LE(plan.blocks, fit * device.sm_count);
      }
    }
  }
}

TEST(StreamPlan, little_work_gets_few_blocks_and_never_none) {
  EXPECT_EQ(plan_stream(kH200, 0, 1, 4).blocks, 1);
  EXPECT_EQ(plan_stream(kH200, 1, 1, 4).blocks, 1);
  EXPECT_EQ(plan_stream(kH200, 256 * 4, 1, 4).blocks, 1);
  EXPECT_EQ(plan_stream(kH200, 256 * 4 + 1, 1, 4).blocks, 2);
}

TEST(StreamPlan, a_kernel_without_inputs_is_planned_like_one_input) {
  const StreamPlan none = plan_stream(kH200, 1 << 24, 0, 4);
  const StreamPlan one = plan_stream(kH200, 1 << 24, 1, 4);
  EXPECT_EQ(none.blocks, one.blocks);
}

TEST(StreamPlan, newer_architectures_want_no_less) {
  int before = 0;
  for (const int major : {7, 8, 9, 10, 12}) {
    EXPECT_GE(wanted_bytes_in_flight_per_sm(major), before);
    before = wanted_bytes_in_flight_per_sm(major);
  }
  EXPECT_EQ(wanted_bytes_in_flight_per_sm(9), 48 * 1024);
}

}  // namespace
}  // namespace fleetmark::gpu
