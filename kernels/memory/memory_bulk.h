// SPDX-License-Identifier: Apache-2.0
// What the bulk-copy strategies share: the shape of their shared memory and the loads of a stage.
// Sources that include it are named *_sm90.cu.
#pragma once

#include "kernels/gpu/bulk_copy.h"
#include "kernels/gpu/occupancy.h"
#include "kernels/memory/memory_device.h"

namespace fleetmark::memory {

inline constexpr int kBulkTileBytes = 8 * 1024;  // of one array
inline constexpr int kBulkTilePacks = kBulkTileBytes / 16;
inline constexpr int kBulkSharedBytes = 64 * 1024;  // three blocks of it fit an SM of H100 and H200

constexpr int bulk_stages(int inputs) { return kBulkSharedBytes / (kBulkTileBytes * inputs); }

// The tiles of one block: blockIdx.x, blockIdx.x + gridDim.x, ...; numbered 0 .. count - 1.
struct BulkTiles {
  std::int64_t packs;

  __device__ std::int64_t count() const {
    const std::int64_t tiles = (packs + kBulkTilePacks - 1) / kBulkTilePacks;
    const std::int64_t mine = tiles - blockIdx.x + gridDim.x - 1;
    return mine > 0 ? mine / gridDim.x : 0;
  }
  __device__ std::int64_t first_pack(std::int64_t k) const {
    return (blockIdx.x + k * gridDim.x) * kBulkTilePacks;
  }
  __device__ int packs_in(std::int64_t k) const {
    const std::int64_t left = packs - first_pack(k);
    return static_cast<int>(left < kBulkTilePacks ? left : kBulkTilePacks);
  }
};

// Stage s of `shared`: the tile of the first input, then that of the second.
template <int kInputs>
__device__ inline Word16* stage_tile(unsigned char* shared, int stage, int input) {
  return reinterpret_cast<Word16*>(shared + (stage * kInputs + input) * kBulkTileBytes);
}

// One thread; the stage is free.
template <int kInputs>
__device__ inline void load_stage(unsigned char* shared, std::uint64_t* full,
                                  const BulkTiles& tiles, std::int64_t k, const void* b,
                                  const void* c) {
  const int stage = static_cast<int>(k % bulk_stages(kInputs));
  const auto bytes = static_cast<unsigned>(tiles.packs_in(k)) * 16U;
  gpu::barrier_expect(&full[stage], bytes * kInputs);
  gpu::bulk_load(stage_tile<kInputs>(shared, stage, 0),
                 static_cast<const Word16*>(b) + tiles.first_pack(k), bytes, &full[stage]);
  if constexpr (kInputs > 1) {
    gpu::bulk_load(stage_tile<kInputs>(shared, stage, 1),
                   static_cast<const Word16*>(c) + tiles.first_pack(k), bytes, &full[stage]);
  }
}

// One thread prepares the barriers and starts as many loads as there are stages; all then meet.
template <int kInputs>
__device__ inline void begin_loads(unsigned char* shared, std::uint64_t* full,
                                   const BulkTiles& tiles, const void* b, const void* c) {
  constexpr int kStages = bulk_stages(kInputs);
  if (threadIdx.x == 0) {
    for (int stage = 0; stage < kStages; ++stage) gpu::barrier_init(&full[stage], 1);
    gpu::fence_barrier_init();
    gpu::fence_async();
    for (std::int64_t k = 0; k < kStages && k < tiles.count(); ++k) {
      load_stage<kInputs>(shared, full, tiles, k, b, c);
    }
  }
  __syncthreads();
}

template <int kInputs>
__device__ inline void wait_stage(std::uint64_t* full, std::int64_t k) {
  constexpr int kStages = bulk_stages(kInputs);
  gpu::barrier_wait(&full[k % kStages], static_cast<unsigned>(k / kStages) & 1U);
}

// Half of the stages are loading at a time, the others are read or stored.
template <int kInputs, typename Kernel>
Result<gpu::StreamPlan> plan_bulk(const gpu::DeviceShape& device, std::int64_t packs, Kernel kernel,
                                  int threads, int shared_bytes) {
  FLEETMARK_TRY(const int resident, gpu::resident_blocks_per_sm(
                                        kernel, threads, static_cast<std::size_t>(shared_bytes)));
  const int loading = kInputs > 0 ? kBulkSharedBytes / 2 : 0;
  return gpu::plan_persistent(device, {packs, kBulkTilePacks, loading}, resident);
}

}  // namespace fleetmark::memory
