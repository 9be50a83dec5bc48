// SPDX-License-Identifier: Apache-2.0
// How many blocks a streaming kernel is launched with: pure arithmetic, tested without a GPU.
#pragma once

#include <cstdint>

namespace fleetmark::gpu {

struct DeviceShape {
  int compute_major = 0;
  int compute_minor = 0;
  int sm_count = 0;
  int threads_per_sm = 0;  // resident at most
  std::int64_t l2_bytes = 0;
  int shared_bytes_per_block = 0;  // with opt-in
};

struct StreamPlan {
  int blocks = 1;                  // of the launch
  int resident_blocks_per_sm = 0;  // at work at the same time
  int bytes_in_flight_per_sm = 0;  // loads that may be outstanding
};

// Work cut into tiles: a tile is what one block takes at a time.
struct StreamWork {
  std::int64_t packs = 0;         // 16-byte packs of each array
  int packs_per_tile = 1;         // of each array
  int bytes_loaded_per_tile = 0;  // of all input arrays; 0 for a kernel that only writes
};

// Bytes that must be in flight per SM to cover the latency of memory: CUB's tuning of transform
// (cub/device/dispatch/tuning/tuning_transform.cuh): 12 KB V100, 16 KB A100, 48 KB H200 (H100 needs
// 32 and more does no harm), 64 KB B200. Unlisted parts get the next older entry.
int wanted_bytes_in_flight_per_sm(int compute_major);

std::int64_t tiles_of(const StreamWork& work);

// Few blocks that stay and take one tile after the other: twice the wanted bytes in flight, since a
// block that stores or waits at its end loads nothing; at least two blocks per SM; never more than
// fit (`resident_per_sm`, asked of the runtime for the compiled kernel) nor than there are tiles.
StreamPlan plan_persistent(const DeviceShape& device, const StreamWork& work, int resident_per_sm);

// One block per tile; the device replaces a block that ends. Beyond what a grid may hold a block
// takes several tiles.
StreamPlan plan_block_per_tile(const StreamWork& work, int resident_per_sm);

}  // namespace fleetmark::gpu
