// SPDX-License-Identifier: Apache-2.0
// copy by the runtime's own device-to-device copy: a rival, timed on the same operands.
#include "kernels/memory/memory_gpu_launch.h"

namespace fleetmark::memory {
namespace {

bool is_copy(Op op) { return op == Op::kCopy; }

Result<gpu::StreamPlan> plan(const gpu::DeviceShape&, const MemoryTask&) {
  return gpu::StreamPlan{};
}

Result<> launch(const MemoryCall& call) {
  FLEETMARK_GPU(gpuMemcpyAsync(call.a, call.b, static_cast<std::size_t>(call.task.bytes()),
                               gpuMemcpyDeviceToDevice, call.stream));
  return {};
}

}  // namespace

const MemoryStrategy& memcpy_rival() {
  static const MemoryStrategy strategy{"memcpy", "the runtime's memcpyAsync, device to device",
                                       true,     runs_everywhere,
                                       is_copy,  plan,
                                       nullptr,  launch};
  return strategy;
}

}  // namespace fleetmark::memory
