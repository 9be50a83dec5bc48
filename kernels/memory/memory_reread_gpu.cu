// SPDX-License-Identifier: Apache-2.0
// reread by loads past the cache of the SM: what the cache that all SMs share delivers.
//
// Idea: many passes in one launch, so that its two microseconds weigh nothing against an array of
// megabytes. Blocks do not wait for each other between passes, and each takes other tiles in every
// pass: small arrays keep all of them busy, and no SM stays with the lines that are near to it.
// Bytes: memory_spec.h. Launch: 256 threads, as many blocks as fit, 64 bytes in flight per thread.
#include "kernels/gpu/occupancy.h"
#include "kernels/memory/memory_device.h"

namespace fleetmark::memory {
namespace {

constexpr int kPacks = 4;
constexpr std::int64_t kTile = std::int64_t{kThreads} * kPacks;

template <typename T>
__global__ void __launch_bounds__(kThreads)
    reread_kernel(unsigned long long* partial, unsigned* ticket, const T* b, std::int64_t n,
                  std::int64_t passes) {
  const auto* from = reinterpret_cast<const Word16*>(b);
  const std::int64_t packs = n / Pack<T>::kLanes;
  Checksum<T> reducer;
  std::int64_t first_tile = blockIdx.x;
#pragma unroll 1
  for (std::int64_t pass = 0; pass < passes; ++pass) {
#pragma unroll 1
    for (std::int64_t tile = first_tile; tile * kTile < packs; tile += gridDim.x) {
      Word16 word[kPacks] = {};  // nothing beyond the end: adds nothing
#pragma unroll
      for (int part = 0; part < kPacks; ++part) {
        const std::int64_t i = tile * kTile + part * kThreads + threadIdx.x;
        if (i < packs) word[part] = gpu::load16_shared_cache(from + i);
      }
#pragma unroll
      for (const Word16& each : word) reducer.add(each, Word16{});
    }
    if (blockIdx.x == 0 && threadIdx.x == 0) reducer.add_rest(b, nullptr, n);
    first_tile = first_tile + 1 < gridDim.x ? first_tile + 1 : 0;
  }
  leave_sum(reducer.sum, partial, ticket);
}

template <typename T>
Result<gpu::StreamPlan> plan_typed(const gpu::DeviceShape& device, const MemoryTask& task) {
  const gpu::StreamWork work{task.n / Pack<T>::kLanes * task.passes, static_cast<int>(kTile), 0};
  FLEETMARK_TRY(const int resident, gpu::resident_blocks_per_sm(reread_kernel<T>, kThreads, 0));
  return gpu::plan_persistent(device, work, resident);
}

Result<gpu::StreamPlan> plan(const gpu::DeviceShape& device, const MemoryTask& task) {
  return task.dtype == DType::kF64 ? plan_typed<double>(device, task)
                                   : plan_typed<float>(device, task);
}

template <typename T>
void launch_typed(const MemoryCall& call) {
  reread_kernel<T><<<call.plan.blocks, kThreads, 0, call.stream>>>(
      static_cast<unsigned long long*>(call.partial), call.ticket, static_cast<const T*>(call.b),
      call.task.n, call.task.passes);
}

Result<> launch(const MemoryCall& call) {
  if (call.task.dtype == DType::kF64) {
    launch_typed<double>(call);
  } else {
    launch_typed<float>(call);
  }
  FLEETMARK_GPU(gpuGetLastError());
  return {};
}

bool computes(Op op) { return op == Op::kReread; }

}  // namespace

const MemoryStrategy& reread() {
  static const MemoryStrategy strategy{
      "shared-cache", "fleetmark, 16-byte loads past the cache of the SM",
      false,          runs_everywhere,
      computes,       plan,
      nullptr,        launch};
  return strategy;
}

}  // namespace fleetmark::memory
