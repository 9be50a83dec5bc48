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
  int threads_per_block = 256;
  int blocks = 1;
  int bytes_in_flight_per_sm = 0;  // what the plan reaches, loads only
};

// Bytes that must be in flight per SM to cover the latency of memory: CUB's tuning of transform
// (cub/device/dispatch/tuning/tuning_transform.cuh): 12 KB V100, 16 KB A100, 48 KB H200 (H100 needs
// 32 and more does no harm), 64 KB B200. Unlisted parts get the next older entry.
int wanted_bytes_in_flight_per_sm(int compute_major);

// `packs`: 16-byte packs per array; each thread has `packs_per_thread` of each of `inputs` arrays
// in flight. Blocks fill every SM with what is wanted, within what fits, and never exceed the work.
StreamPlan plan_stream(const DeviceShape& device, std::int64_t packs, int inputs,
                       int packs_per_thread);

}  // namespace fleetmark::gpu
