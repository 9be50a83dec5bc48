// SPDX-License-Identifier: Apache-2.0
// read and dot through the bulk-copy engine of sm_90 and later.
//
// Idea: the engine fills a ring of tiles in shared memory, threads only add; a stage is loaded
// again as soon as all threads have read it. Bytes and flops: memory_spec.h. Launch: persistent
// blocks of 256 threads, 64 KB of tiles each.
#include "kernels/memory/memory_bulk.h"

namespace fleetmark::memory {
namespace {

using gpu::DeviceShape;
using gpu::StreamPlan;

template <typename Reducer, typename T>
__global__ void __launch_bounds__(kThreads)
    bulk_reduce_kernel(typename Reducer::Sum* partial, unsigned* ticket, const T* b, const T* c,
                       std::int64_t n) {
  constexpr int kInputs = Reducer::kInputs;
  constexpr int kStages = bulk_stages(kInputs);
  constexpr int kPacksPerThread = kBulkTilePacks / kThreads;
  extern __shared__ __align__(128) unsigned char shared[];
  __shared__ std::uint64_t full[kStages];
  const BulkTiles tiles{n / Pack<T>::kLanes};
  const std::int64_t count = tiles.count();
  begin_loads<kInputs>(shared, full, tiles, b, c);
  Reducer reducer;
  int since_fold = 0;
  for (std::int64_t k = 0; k < count; ++k) {
    wait_stage<kInputs>(full, k);
    const int stage = static_cast<int>(k % kStages);
    const Word16* left = stage_tile<kInputs>(shared, stage, 0);
    const Word16* right = kInputs > 1 ? stage_tile<kInputs>(shared, stage, 1) : left;
    for (int i = static_cast<int>(threadIdx.x); i < tiles.packs_in(k); i += kThreads) {
      reducer.add(left[i], right[i]);
    }
    since_fold += kPacksPerThread;
    if (since_fold >= kPacksPerFold) {
      reducer.fold();
      since_fold = 0;
    }
    __syncthreads();  // everybody has read the stage
    if (threadIdx.x == 0 && k + kStages < count) {
      load_stage<kInputs>(shared, full, tiles, k + kStages, b, c);
    }
  }
  reducer.fold();
  if (blockIdx.x == 0 && threadIdx.x == 0) reducer.add_rest(b, c, n);
  leave_sum(reducer.sum, partial, ticket);
}

Result<StreamPlan> plan(const DeviceShape& device, const MemoryTask& task) {
  return with_reduction(task, [&]<typename Reducer, typename T>() -> Result<StreamPlan> {
    return plan_bulk<Reducer::kInputs>(device, task.n / Pack<T>::kLanes,
                                       bulk_reduce_kernel<Reducer, T>, kThreads, kBulkSharedBytes);
  });
}

Result<> launch(const MemoryCall& call) {
  return with_reduction(call.task, [&]<typename Reducer, typename T>() -> Result<> {
    bulk_reduce_kernel<Reducer, T><<<call.plan.blocks, kThreads, kBulkSharedBytes, call.stream>>>(
        static_cast<typename Reducer::Sum*>(call.partial), call.ticket,
        static_cast<const T*>(call.b), static_cast<const T*>(call.c), call.task.n);
    FLEETMARK_GPU(gpuGetLastError());
    return {};
  });
}

}  // namespace

const MemoryStrategy& bulk_reduce() {
  static const MemoryStrategy strategy{
      "bulk",          "fleetmark, bulk-copy engine, tiles of 8 KB",
      false,           has_bulk_copies,
      is_reduction,    plan,
      nullptr,         launch,
      kNeedsBulkCopies};
  return strategy;
}

}  // namespace fleetmark::memory
