// SPDX-License-Identifier: Apache-2.0
// Which device talks to which: pure, tested without a device.
#pragma once

#include <compare>
#include <cstdint>

#include "kernels/api/result.h"

namespace fleetmark::transfer {

struct DevicePair {
  int here = 0;
  int there = 0;

  auto operator<=>(const DevicePair&) const = default;
};

// The device `offset` places after `here` in the ring of `count`; offsets 1 .. count - 1 of every
// device together are the whole matrix, and at one offset each device sends and receives once.
// kNotSupported on one device and beyond the ring.
Result<DevicePair> pair_at(int here, std::int64_t offset, int count);

}  // namespace fleetmark::transfer
