// SPDX-License-Identifier: Apache-2.0
// write, copy, scale, add and triad as BabelStream's CUDA port is written: what the tool that most
// people know would show on this device, as a rival in the same run.
//
// Idea: none: a thread per element, 1024 threads a block, a block per 1024 elements, and the cache
// lines left to the hardware. Here n need not be a multiple of 1024, so that a bound is checked.
// Bytes and flops: memory_spec.h. Launch: 1024 threads. Known limit: 8 bytes of each array in
// flight per thread, too few for memory of several TB/s. Its dot: memory_element_dot_gpu.cu; it
// has no read, so none is offered.
#include <algorithm>

#include "kernels/memory/memory_device.h"

namespace fleetmark::memory {
namespace {

constexpr int kElementThreads = 1024;

template <Op kOp, typename T>
__global__ void __launch_bounds__(kElementThreads)
    element_kernel(T* a, const T* b, const T* c, std::int64_t n) {
  const std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * kElementThreads + threadIdx.x;
  if (i >= n) return;
  a[i] = element<kOp, T>(inputs_of<kOp>() > 0 ? b[i] : T{}, inputs_of<kOp>() > 1 ? c[i] : T{});
}

Result<gpu::StreamPlan> plan(const gpu::DeviceShape&, const MemoryTask& task) {
  constexpr std::int64_t kMostBlocks = 2'147'483'647;
  const std::int64_t blocks = (task.n + kElementThreads - 1) / kElementThreads;
  if (blocks > kMostBlocks) {
    return Error{ErrorCode::kNotSupported, "more blocks of 1024 elements than a grid may have"};
  }
  return gpu::StreamPlan{.blocks = static_cast<int>(std::max<std::int64_t>(1, blocks))};
}

Result<> launch(const MemoryCall& call) {
  return with_map(call.task, [&]<Op kOp, typename T>() -> Result<> {
    element_kernel<kOp, T><<<call.plan.blocks, kElementThreads, 0, call.stream>>>(
        static_cast<T*>(call.a), static_cast<const T*>(call.b), static_cast<const T*>(call.c),
        call.task.n);
    FLEETMARK_GPU(gpuGetLastError());
    return {};
  });
}

}  // namespace

const MemoryStrategy& element_map() {
  static const MemoryStrategy strategy{"babelstream-style",
                                       "fleetmark, an element per thread as BabelStream has it",
                                       false,
                                       runs_everywhere,
                                       is_map,
                                       plan,
                                       nullptr,
                                       launch};
  return strategy;
}

}  // namespace fleetmark::memory
