// SPDX-License-Identifier: Apache-2.0
// write, copy, scale, add and triad by ordinary 16-byte loads and stores.
//
// Idea: every load of a tile is issued before its first store, 64 bytes per thread, so that all
// resident threads together keep far more than the wanted bytes in flight.
// Bytes and flops: memory_spec.h. Launch: 256 threads; blocks that stay and walk over the tiles
// ("vector"), or a block per tile ("tile"), whose data may be marked as used once ("tile-once").
// Known limit: loads and stores pass through registers, so occupancy bounds what is in flight.
#include "kernels/gpu/occupancy.h"
#include "kernels/memory/memory_device.h"

namespace fleetmark::memory {
namespace {

using gpu::DeviceShape;
using gpu::StreamPlan;

template <Op kOp>
constexpr int packs_per_thread() {
  return inputs_of<kOp>() > 1 ? 2 : 4;
}

template <Op kOp, typename T, bool kOnce>
__global__ void __launch_bounds__(kThreads, 5)
    map_kernel(T* __restrict__ a, const T* __restrict__ b, const T* __restrict__ c,
               std::int64_t n) {
  constexpr int kPacks = packs_per_thread<kOp>();
  constexpr std::int64_t kTile = std::int64_t{kThreads} * kPacks;
  const auto* left_from = reinterpret_cast<const Word16*>(b);
  const auto* right_from = reinterpret_cast<const Word16*>(c);
  auto* to = reinterpret_cast<Word16*>(a);
  const std::int64_t packs = n / Pack<T>::kLanes;
#pragma unroll 1
  for (std::int64_t tile = blockIdx.x; tile * kTile < packs; tile += gridDim.x) {
    const std::int64_t first = tile * kTile + threadIdx.x;
    const auto one = [&](Word16& left, Word16& right, std::int64_t i) {
      if constexpr (inputs_of<kOp>() > 0) left = gpu::load16<kOnce>(left_from + i);
      if constexpr (inputs_of<kOp>() > 1) right = gpu::load16<kOnce>(right_from + i);
    };
    if ((tile + 1) * kTile <= packs) {
      Word16 left[kPacks] = {};
      Word16 right[kPacks] = {};
#pragma unroll
      for (int part = 0; part < kPacks; ++part) {
        one(left[part], right[part], first + part * kThreads);
      }
#pragma unroll
      for (int part = 0; part < kPacks; ++part) {
        gpu::store16<kOnce>(to + first + part * kThreads,
                            combined<kOp, T>(left[part], right[part]));
      }
    } else {
#pragma unroll 1
      for (std::int64_t i = first; i < packs; i += kThreads) {
        Word16 left = {};
        Word16 right = {};
        one(left, right, i);
        gpu::store16<kOnce>(to + i, combined<kOp, T>(left, right));
      }
    }
  }
  finish_map<kOp, T>(a, b, c, n);
}

enum class Shape { kPersistent, kBlockPerTile };

template <Shape kShape, bool kOnce>
Result<StreamPlan> plan(const DeviceShape& device, const MemoryTask& task) {
  return with_map(task, [&]<Op kOp, typename T>() -> Result<StreamPlan> {
    constexpr int kPacks = packs_per_thread<kOp>();
    const gpu::StreamWork work{task.n / Pack<T>::kLanes, kThreads * kPacks,
                               kThreads * kPacks * 16 * inputs_of<kOp>()};
    FLEETMARK_TRY(const int resident,
                  gpu::resident_blocks_per_sm(map_kernel<kOp, T, kOnce>, kThreads, 0));
    if constexpr (kShape == Shape::kBlockPerTile) return gpu::plan_block_per_tile(work, resident);
    return gpu::plan_persistent(device, work, resident);
  });
}

template <bool kOnce>
Result<> launch(const MemoryCall& call) {
  return with_map(call.task, [&]<Op kOp, typename T>() -> Result<> {
    map_kernel<kOp, T, kOnce><<<call.plan.blocks, kThreads, 0, call.stream>>>(
        static_cast<T*>(call.a), static_cast<const T*>(call.b), static_cast<const T*>(call.c),
        call.task.n);
    FLEETMARK_GPU(gpuGetLastError());
    return {};
  });
}

}  // namespace

const MemoryStrategy& persistent_map() {
  static const MemoryStrategy strategy{"vector", "fleetmark, 16-byte accesses, persistent blocks",
                                       false,    runs_everywhere,
                                       is_map,   plan<Shape::kPersistent, false>,
                                       nullptr,  launch<false>};
  return strategy;
}
const MemoryStrategy& tile_map() {
  static const MemoryStrategy strategy{"tile",  "fleetmark, 16-byte accesses, a block per tile",
                                       false,   runs_everywhere,
                                       is_map,  plan<Shape::kBlockPerTile, false>,
                                       nullptr, launch<false>};
  return strategy;
}
const MemoryStrategy& tile_once_map() {
  static const MemoryStrategy strategy{
      "tile-once", "fleetmark, 16-byte accesses marked as used once, a block per tile",
      false,       runs_everywhere,
      is_map,      plan<Shape::kBlockPerTile, true>,
      nullptr,     launch<true>};
  return strategy;
}

}  // namespace fleetmark::memory
