// SPDX-License-Identifier: Apache-2.0
// dot the way that BabelStream's CUDA port goes about it: a rival in the same run, beside the maps
// of memory_element_gpu.cu.
//
// Idea: four blocks for each SM; a thread takes every (blocks x 1024)-th element and adds in the
//   element type; a block adds its threads up by a tree in shared memory.
// What differs from there: they copy one sum per block to the host, which adds them within the time
//   that they take. Here the last block does so (leave_sum), for an answer stays on the device:
//   that spares the rival a copy and a wait. From a thread's sum on, f32 is added in f64.
// Bytes and flops: memory_spec.h. Launch: 1024 threads, blocks by the SM count alone.
// Known limit: 8 bytes of each array in flight per thread, unless the compiler unrolls; f32 in more
//   than 2048 elements a thread is refused, for its rounding is beyond what memory_spec.h allows.
#include <algorithm>

#include "kernels/memory/memory_device.h"

namespace fleetmark::memory {
namespace {

constexpr int kDotThreads = 1024;
constexpr int kBlocksPerSm = 4;
constexpr std::int64_t kMostAdditionsInF32 = 2048;

template <typename T>
__global__ void __launch_bounds__(kDotThreads)
    element_dot_kernel(double* partial, unsigned* ticket, const T* b, const T* c, std::int64_t n) {
  const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * kDotThreads;
  T sum = 0;
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * kDotThreads + threadIdx.x; i < n;
       i += stride) {
    sum += b[i] * c[i];
  }
  leave_sum<kDotThreads>(static_cast<double>(sum), partial, ticket);
}

bool is_dot(Op op) { return op == Op::kDot; }

Result<gpu::StreamPlan> plan(const gpu::DeviceShape& device, const MemoryTask& task) {
  const int blocks = kBlocksPerSm * std::max(1, device.sm_count);
  const std::int64_t most = kMostAdditionsInF32 * blocks * kDotThreads;
  if (task.dtype == DType::kF32 && task.n > most) {
    return Error{ErrorCode::kNotSupported,
                 "a thread would add more than 2048 elements in f32, as BabelStream does"};
  }
  return gpu::StreamPlan{.blocks = blocks};
}

template <typename T>
void start(const MemoryCall& call) {
  element_dot_kernel<<<call.plan.blocks, kDotThreads, 0, call.stream>>>(
      static_cast<double*>(call.partial), call.ticket, static_cast<const T*>(call.b),
      static_cast<const T*>(call.c), call.task.n);
}

Result<> launch(const MemoryCall& call) {
  call.task.dtype == DType::kF64 ? start<double>(call) : start<float>(call);
  FLEETMARK_GPU(gpuGetLastError());
  return {};
}

}  // namespace

const MemoryStrategy& element_dot() {
  static const MemoryStrategy strategy{
      "babelstream-style",
      "fleetmark, an element per thread and step as BabelStream has it, added up on the device",
      false,
      runs_everywhere,
      is_dot,
      plan,
      nullptr,
      launch};
  return strategy;
}

}  // namespace fleetmark::memory
