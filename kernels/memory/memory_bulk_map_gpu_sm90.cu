// SPDX-License-Identifier: Apache-2.0
// write, copy, scale, add and triad through the bulk-copy engine of sm_90 and later.
//
// Idea: whole tiles travel global -> shared -> global without passing through registers, so the
// bytes in flight are set by shared memory (three blocks x 64 KB per SM) and not by occupancy. The
// result replaces the tile of the first input; the stage of the tile before is loaded again once
// its store has been read.
// Bytes and flops: memory_spec.h. Launch: persistent blocks of 256 threads (copy: one warp, of
// which one thread works). Known limit: fewer than 16 bytes at the end take ordinary accesses.
#include "kernels/memory/memory_bulk.h"

namespace fleetmark::memory {
namespace {

using gpu::DeviceShape;
using gpu::StreamPlan;

template <Op kOp>
constexpr int threads_of() {
  return kOp == Op::kCopy ? 32 : kThreads;
}
template <Op kOp>
constexpr int shared_bytes_of() {
  return kOp == Op::kWrite ? kBulkTileBytes : kBulkSharedBytes;
}

template <Op kOp, typename T>
__global__ void __launch_bounds__(threads_of<kOp>())
    bulk_map_kernel(T* a, const T* b, const T* c, std::int64_t n) {
  constexpr int kInputs = inputs_of<kOp>();
  constexpr int kStages = bulk_stages(kInputs);
  extern __shared__ __align__(128) unsigned char shared[];
  __shared__ std::uint64_t full[kStages];
  const BulkTiles tiles{n / Pack<T>::kLanes};
  const std::int64_t count = tiles.count();
  begin_loads<kInputs>(shared, full, tiles, b, c);
  for (std::int64_t k = 0; k < count; ++k) {
    const int stage = static_cast<int>(k % kStages);
    Word16* left = stage_tile<kInputs>(shared, stage, 0);
    if constexpr (kOp == Op::kCopy) {
      if (threadIdx.x != 0) break;
      wait_stage<kInputs>(full, k);
      gpu::fence_async();
    } else {
      wait_stage<kInputs>(full, k);
      const Word16* right = kInputs > 1 ? stage_tile<kInputs>(shared, stage, 1) : left;
      for (int i = static_cast<int>(threadIdx.x); i < tiles.packs_in(k); i += kThreads) {
        left[i] = combined<kOp, T>(left[i], right[i]);
      }
      gpu::fence_async();
      __syncthreads();
    }
    if (threadIdx.x == 0) {
      gpu::bulk_store(reinterpret_cast<Word16*>(a) + tiles.first_pack(k), left,
                      static_cast<unsigned>(tiles.packs_in(k)) * 16U);
      gpu::bulk_commit();
      const std::int64_t next = k - 1 + kStages;  // takes the stage of tile k - 1
      if (k >= 1 && next < count) {
        gpu::wait_stores_read<1>();
        load_stage<kInputs>(shared, full, tiles, next, b, c);
      }
    }
  }
  if (threadIdx.x == 0) gpu::wait_stores_done();
  finish_map<kOp, T>(a, b, c, n);
}

// One tile of the value, stored again and again: nothing is loaded.
template <typename T>
__global__ void __launch_bounds__(kThreads) bulk_write_kernel(T* a, std::int64_t n) {
  extern __shared__ __align__(128) unsigned char shared[];
  auto* value = reinterpret_cast<Word16*>(shared);
  for (int i = static_cast<int>(threadIdx.x); i < kBulkTilePacks; i += kThreads) {
    value[i] = combined<Op::kWrite, T>(Word16{}, Word16{});
  }
  gpu::fence_async();
  __syncthreads();
  const BulkTiles tiles{n / Pack<T>::kLanes};
  if (threadIdx.x == 0) {
    for (std::int64_t k = 0; k < tiles.count(); ++k) {
      gpu::bulk_store(reinterpret_cast<Word16*>(a) + tiles.first_pack(k), value,
                      static_cast<unsigned>(tiles.packs_in(k)) * 16U);
      gpu::bulk_commit();
      gpu::wait_stores_read<8>();  // a bound on what is queued
    }
    gpu::wait_stores_done();
  }
  finish_map<Op::kWrite, T>(a, static_cast<const T*>(nullptr), static_cast<const T*>(nullptr), n);
}

template <Op kOp, typename T>
constexpr auto kernel_of() {
  if constexpr (kOp == Op::kWrite) {
    return bulk_write_kernel<T>;
  } else {
    return bulk_map_kernel<kOp, T>;
  }
}

Result<StreamPlan> plan(const DeviceShape& device, const MemoryTask& task) {
  return with_map(task, [&]<Op kOp, typename T>() -> Result<StreamPlan> {
    return plan_bulk<inputs_of<kOp>()>(device, task.n / Pack<T>::kLanes, kernel_of<kOp, T>(),
                                       threads_of<kOp>(), shared_bytes_of<kOp>());
  });
}

Result<> launch(const MemoryCall& call) {
  return with_map(call.task, [&]<Op kOp, typename T>() -> Result<> {
    auto* a = static_cast<T*>(call.a);
    if constexpr (kOp == Op::kWrite) {
      bulk_write_kernel<T>
          <<<call.plan.blocks, threads_of<kOp>(), shared_bytes_of<kOp>(), call.stream>>>(
              a, call.task.n);
    } else {
      bulk_map_kernel<kOp, T>
          <<<call.plan.blocks, threads_of<kOp>(), shared_bytes_of<kOp>(), call.stream>>>(
              a, static_cast<const T*>(call.b), static_cast<const T*>(call.c), call.task.n);
    }
    FLEETMARK_GPU(gpuGetLastError());
    return {};
  });
}

}  // namespace

const MemoryStrategy& bulk_map() {
  static const MemoryStrategy strategy{
      "bulk",          "fleetmark, bulk-copy engine, tiles of 8 KB",
      false,           has_bulk_copies,
      is_map,          plan,
      nullptr,         launch,
      kNeedsBulkCopies};
  return strategy;
}

}  // namespace fleetmark::memory
