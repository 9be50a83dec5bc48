// SPDX-License-Identifier: Apache-2.0
// See launch_plan.h.
#include "kernels/gpu/launch_plan.h"

#include <algorithm>

namespace fleetmark::gpu {

int wanted_bytes_in_flight_per_sm(int compute_major) {
  if (compute_major >= 10) return 64 * 1024;
  if (compute_major == 9) return 48 * 1024;
  return compute_major == 8 ? 16 * 1024 : 12 * 1024;
}

StreamPlan plan_stream(const DeviceShape& device, std::int64_t packs, int inputs,
                       int packs_per_thread) {
  StreamPlan plan;
  const int per_block = plan.threads_per_block * packs_per_thread * 16 * std::max(1, inputs);
  const int wanted = wanted_bytes_in_flight_per_sm(device.compute_major);
  const int fit = std::max(1, device.threads_per_sm / plan.threads_per_block);
  // At least two blocks per SM: one computes while the other waits at its end.
  const int per_sm = std::clamp((wanted + per_block - 1) / per_block, std::min(2, fit), fit);
  const std::int64_t per_block_packs =
      static_cast<std::int64_t>(plan.threads_per_block) * packs_per_thread;
  const std::int64_t useful =
      std::max<std::int64_t>(1, (packs + per_block_packs - 1) / per_block_packs);
  plan.blocks = static_cast<int>(
      std::min<std::int64_t>(useful, static_cast<std::int64_t>(per_sm) * device.sm_count));
  plan.bytes_in_flight_per_sm = per_sm * per_block;
  return plan;
}

}  // namespace fleetmark::gpu
