// SPDX-License-Identifier: Apache-2.0
// routing.top_k on a GPU in numbers: which logits a lane holds, and the order of floats as order of
// unsigned integers. Plain constexpr functions, run by the kernel and by tests on a CPU.
#pragma once

#include <bit>
#include <cstdint>

namespace fleetmark::routing {

inline constexpr int kLanes = 32;

// A key that orders as the float does (-0 must have become +0: they are equal); never 0 for a
// number, so that 0 can mean "taken".
constexpr std::uint32_t key_of(std::uint32_t bits) {
  return (bits & 0x80000000U) != 0 ? ~bits : bits | 0x80000000U;
}
constexpr std::uint32_t bits_of(std::uint32_t key) {
  return (key & 0x80000000U) != 0 ? key & 0x7FFFFFFFU : ~key;
}

// Expert `part` of a lane: neighbouring lanes read neighbouring logits.
constexpr int expert_of(int lane, int part) { return part * kLanes + lane; }

}  // namespace fleetmark::routing
