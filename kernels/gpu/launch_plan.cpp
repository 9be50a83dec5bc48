// SPDX-License-Identifier: Apache-2.0
// See launch_plan.h.
#include "kernels/gpu/launch_plan.h"

#include <algorithm>
#include <limits>

namespace fleetmark::gpu {
namespace {

constexpr std::int64_t kMaxGrid = std::numeric_limits<std::int32_t>::max();

StreamPlan with_blocks(std::int64_t blocks, int per_sm, const StreamWork& work) {
  return StreamPlan{static_cast<int>(blocks), per_sm, per_sm * work.bytes_loaded_per_tile};
}

}  // namespace

int wanted_bytes_in_flight_per_sm(int compute_major) {
  if (compute_major >= 10) return 64 * 1024;
  if (compute_major == 9) return 48 * 1024;
  return compute_major == 8 ? 16 * 1024 : 12 * 1024;
}

std::int64_t tiles_of(const StreamWork& work) {
  return (work.packs + work.packs_per_tile - 1) / work.packs_per_tile;
}

StreamPlan plan_persistent(const DeviceShape& device, const StreamWork& work, int resident_per_sm) {
  const int fit = std::max(1, resident_per_sm);
  int per_sm = fit;
  if (work.bytes_loaded_per_tile > 0) {
    const int wanted = 2 * wanted_bytes_in_flight_per_sm(device.compute_major);
    per_sm = (wanted + work.bytes_loaded_per_tile - 1) / work.bytes_loaded_per_tile;
    per_sm = std::clamp(per_sm, std::min(2, fit), fit);
  }
  const std::int64_t most = static_cast<std::int64_t>(per_sm) * std::max(1, device.sm_count);
  return with_blocks(std::clamp<std::int64_t>(tiles_of(work), 1, most), per_sm, work);
}

StreamPlan plan_block_per_tile(const StreamWork& work, int resident_per_sm) {
  return with_blocks(std::clamp<std::int64_t>(tiles_of(work), 1, kMaxGrid),
                     std::max(1, resident_per_sm), work);
}

}  // namespace fleetmark::gpu
