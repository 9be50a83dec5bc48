// SPDX-License-Identifier: Apache-2.0
// Which device talks to which: pure, tested without a device.
#pragma once

#include <compare>
#include <cstdint>
#include <vector>

#include "kernels/api/result.h"

namespace fleetmark::transfer {

struct DevicePair {
  int here = 0;
  int there = 0;

  auto operator<=>(const DevicePair&) const = default;
};

// The device `offset` places after `here` in the ring of `count`; offsets 1 .. count - 1 of every
// device together are the whole matrix. kNotSupported on one device and beyond the ring.
Result<DevicePair> pair_at(int here, std::int64_t offset, int count);

// Every ordered pair, by offset and then by device: at one offset each device sends and receives
// once, so the pairs of an offset may run at the same time.
std::vector<DevicePair> link_matrix(int count);

}  // namespace fleetmark::transfer
