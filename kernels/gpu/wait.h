// SPDX-License-Identifier: Apache-2.0
// Waiting with an end: a kernel or driver that hangs becomes an error, not a hang.
#pragma once

#include <chrono>
#include <thread>

#include "kernels/gpu/gpu_check.h"

namespace fleetmark::gpu {

// Far longer than any batch or copy of ours takes, far shorter than a user's patience.
inline constexpr double kDevicePatienceS = 60;

// Asks `query` (an event's or a stream's state) until it is done.
template <typename Query>
Result<> wait_until_done(Query query, const char* what) {
  const auto begin = std::chrono::steady_clock::now();
  for (;;) {
    const gpu_error status = query();
    if (status == kGpuSuccess) return {};
    if (status != kGpuNotReady) return gpu_error_of(status, what);
    const std::chrono::duration<double> waited = std::chrono::steady_clock::now() - begin;
    if (waited.count() > kDevicePatienceS) {
      return Error{ErrorCode::kDeviceLost, std::string(what) +
                                               ": the device did not finish within " +
                                               std::to_string(static_cast<int>(kDevicePatienceS)) +
                                               " s; check the kernel log"};
    }
    std::this_thread::yield();
  }
}

inline Result<> wait_for(gpu_event event) {
  return wait_until_done([event] { return gpuEventQuery(event); }, "waiting for an event");
}
inline Result<> wait_for(gpu_stream stream) {
  return wait_until_done([stream] { return gpuStreamQuery(stream); }, "waiting for a stream");
}

}  // namespace fleetmark::gpu
