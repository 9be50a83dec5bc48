// SPDX-License-Identifier: Apache-2.0
// See clock_stamps.h.
#include "kernels/gpu/clock_stamps.h"

#include <algorithm>
#include <vector>

namespace fleetmark::gpu {

std::optional<double> clock_from_stamps(std::span<const ClockStamp> before,
                                        std::span<const ClockStamp> after) {
  const std::size_t count = std::min(before.size(), after.size());
  std::vector<double> clocks;
  for (std::size_t sm = 0; sm < count; ++sm) {
    const bool is_pair = before[sm].ns != 0 && after[sm].ns >= before[sm].ns + kMinStampNs &&
                         after[sm].cycles > before[sm].cycles;
    if (!is_pair) continue;
    clocks.push_back(static_cast<double>(after[sm].cycles - before[sm].cycles) /
                     static_cast<double>(after[sm].ns - before[sm].ns) * 1e9);
  }
  if (clocks.empty() || clocks.size() * 2 < count) return std::nullopt;
  const auto middle = clocks.begin() + static_cast<std::ptrdiff_t>(clocks.size() / 2);
  std::ranges::nth_element(clocks, middle);
  return *middle;
}

}  // namespace fleetmark::gpu
