// SPDX-License-Identifier: Apache-2.0
// read and dot by ordinary 16-byte loads.
//
// Idea: 128 bytes of loads per thread in flight, blocks that stay, and a sum that leaves the device
// in the same launch (the last block adds the others): no second launch of two microseconds.
// Bytes and flops: memory_spec.h. Launch: 256 threads, plan_persistent.
#include "kernels/gpu/occupancy.h"
#include "kernels/memory/memory_device.h"

namespace fleetmark::memory {
namespace {

using gpu::DeviceShape;
using gpu::StreamPlan;

template <typename Reducer>
constexpr int packs_per_thread() {
  return 8 / Reducer::kInputs;
}

template <typename Reducer, typename T, bool kOnce>
__global__ void __launch_bounds__(kThreads, 4)
    reduce_kernel(typename Reducer::Sum* partial, unsigned* ticket, const T* __restrict__ b,
                  const T* __restrict__ c, std::int64_t n) {
  constexpr int kPacks = packs_per_thread<Reducer>();
  constexpr std::int64_t kTile = std::int64_t{kThreads} * kPacks;
  const auto* left_from = reinterpret_cast<const Word16*>(b);
  const auto* right_from = reinterpret_cast<const Word16*>(c);
  const std::int64_t packs = n / Pack<T>::kLanes;
  const auto one = [&](Word16& left, Word16& right, std::int64_t i) {
    left = gpu::load16<kOnce>(left_from + i);
    if constexpr (Reducer::kInputs > 1) right = gpu::load16<kOnce>(right_from + i);
  };
  Reducer reducer;
  int since_fold = 0;
#pragma unroll 1
  for (std::int64_t tile = blockIdx.x; tile * kTile < packs; tile += gridDim.x) {
    const std::int64_t first = tile * kTile + threadIdx.x;
    if ((tile + 1) * kTile <= packs) {
      Word16 left[kPacks] = {};
      Word16 right[kPacks] = {};
#pragma unroll
      for (int part = 0; part < kPacks; ++part) {
        one(left[part], right[part], first + part * kThreads);
      }
#pragma unroll
      for (int part = 0; part < kPacks; ++part) reducer.add(left[part], right[part]);
    } else {
#pragma unroll 1
      for (std::int64_t i = first; i < packs; i += kThreads) {
        Word16 left = {};
        Word16 right = {};
        one(left, right, i);
        reducer.add(left, right);
      }
    }
    since_fold += kPacks;
    if (since_fold >= kPacksPerFold) {
      reducer.fold();
      since_fold = 0;
    }
  }
  reducer.fold();
  if (blockIdx.x == 0 && threadIdx.x == 0) reducer.add_rest(b, c, n);
  leave_sum(reducer.sum, partial, ticket);
}

template <bool kOnce>
Result<StreamPlan> plan(const DeviceShape& device, const MemoryTask& task) {
  return with_reduction(task, [&]<typename Reducer, typename T>() -> Result<StreamPlan> {
    constexpr int kPacks = packs_per_thread<Reducer>();
    const gpu::StreamWork work{task.n / Pack<T>::kLanes, kThreads * kPacks,
                               kThreads * kPacks * 16 * Reducer::kInputs};
    FLEETMARK_TRY(const int resident,
                  gpu::resident_blocks_per_sm(reduce_kernel<Reducer, T, kOnce>, kThreads, 0));
    return gpu::plan_persistent(device, work, resident);
  });
}

template <bool kOnce>
Result<> launch(const MemoryCall& call) {
  return with_reduction(call.task, [&]<typename Reducer, typename T>() -> Result<> {
    reduce_kernel<Reducer, T, kOnce><<<call.plan.blocks, kThreads, 0, call.stream>>>(
        static_cast<typename Reducer::Sum*>(call.partial), call.ticket,
        static_cast<const T*>(call.b), static_cast<const T*>(call.c), call.task.n);
    FLEETMARK_GPU(gpuGetLastError());
    return {};
  });
}

}  // namespace

const MemoryStrategy& reduce() {
  static const MemoryStrategy strategy{"vector",     "fleetmark, 16-byte loads, persistent blocks",
                                       false,        runs_everywhere,
                                       is_reduction, plan<false>,
                                       nullptr,      launch<false>};
  return strategy;
}
const MemoryStrategy& reduce_once() {
  static const MemoryStrategy strategy{
      "vector-once", "fleetmark, 16-byte loads marked as used once, persistent blocks",
      false,         runs_everywhere,
      is_reduction,  plan<true>,
      nullptr,       launch<true>};
  return strategy;
}

}  // namespace fleetmark::memory
