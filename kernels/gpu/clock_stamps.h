// SPDX-License-Identifier: Apache-2.0
// The SM clock over a batch, from stamps that small kernels before and after it leave per SM:
// cycles of that SM's counter over nanoseconds of the device's global timer. Counters of different
// SMs have nothing in common, so only stamps of the same SM are compared. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace fleetmark::gpu {

struct ClockStamp {
  std::uint64_t cycles = 0;
  std::uint64_t ns = 0;  // 0: no stamp was left on this SM
};

// The global timer advances in steps of up to a microsecond: below 0.2 ms that is more than 0.5 %.
inline constexpr std::uint64_t kMinStampNs = 200'000;

// Both indexed by SM. The median over the SMs that were stamped twice; empty when those are fewer
// than half of them, or when the batch was too short for the timer.
std::optional<double> clock_from_stamps(std::span<const ClockStamp> before,
                                        std::span<const ClockStamp> after);

}  // namespace fleetmark::gpu
