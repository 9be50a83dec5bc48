// SPDX-License-Identifier: Apache-2.0
// The keys of top_k: they order as floats do, come back as they were, and are never "taken".
#include "kernels/routing/routing_layout.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>

namespace fleetmark::routing {
namespace {

TEST(RoutingLayout, keys_order_as_the_floats_do) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  constexpr std::array<float, 11> kRising{-kInfinity, -3e38F, -2.5F,  -1.0F, -1e-38F,  0.0F,
                                          1e-44F,     1.0F,   1.001F, 3e38F, kInfinity};
  std::uint32_t before = 0;
  for (const float value : kRising) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    EXPECT_GT(key_of(bits), before);
    EXPECT_EQ(bits_of(key_of(bits)), bits);
    before = key_of(bits);
  }
  EXPECT_EQ(std::bit_cast<std::uint32_t>(-0.0F + 0.0F), std::bit_cast<std::uint32_t>(0.0F));
}

TEST(RoutingLayout, lanes_hold_every_expert_once) {
  std::array<int, 4 * kLanes> held{};
  for (int lane = 0; lane < kLanes; ++lane) {
    for (int part = 0; part < 4; ++part) ++held[static_cast<std::size_t>(expert_of(lane, part))];
  }
  for (const int times : held) EXPECT_EQ(times, 1);
}

}  // namespace
}  // namespace fleetmark::routing
