// SPDX-License-Identifier: Apache-2.0
// The warp-specialised GEMM for sm_90a.
//
// Idea: one thread feeds a ring of shared-memory stages by TMA, two warpgroups multiply from it
// with
//   wgmma; blocks stay and take tile after tile; a pair of blocks shares the tile of B by
//   multicast.
// Bytes and flops: matmul_spec.h; each tile of A and B passes the second-level cache once per band
// of
//   tiles that needs it. A and B are K-major in rows padded to 16 bytes, B^T where the spec says B.
// Launch: plan_wgmma's grid, 384 threads, clusters of order.cluster, SharedMap::total_bytes()
// shared. Known limit: an SM's tensor cores wait while its tile is written out; K is not split, so
// few tiles
//   leave SMs idle.
#pragma once

#include "kernels/gpu/sm90a_ptx.cuh"
#include "kernels/gpu/wgmma_instruction.cuh"
#include "kernels/matmul/gemm_wgmma.h"
#include "kernels/matmul/wgmma_layout.h"

namespace fleetmark::matmul {

namespace ptx = gpu::ptx;
using gpu::Wgmma;

// Registers per thread after the exchange: 128 * 40 + 256 * 232 <= 65,536.
inline constexpr int kProducerRegisters = 40;
inline constexpr int kConsumerRegisters = 232;

// What every role needs to know of its block.
struct BlockView {
  std::uint32_t base;  // shared memory, at a multiple of 1024
  std::uint32_t rank;  // in the cluster
  std::int64_t first_tile;
  std::int64_t tile_step;
};

// The one thread that fills the stages.
template <int kTileN>
__device__ __forceinline__ void produce(const BlockView& block, const WgmmaArguments& args,
                                        const CUtensorMap* a, const CUtensorMap* b) {
  constexpr SharedMap kMap{kTileN, wgmma_stages(kTileN)};
  const int cluster = args.order.cluster;
  const int b_rows = kTileN / cluster;  // this block's share of the tile of B
  const auto everyone = static_cast<std::uint16_t>((1U << cluster) - 1U);
  PipelineCursor cursor;
  for (std::int64_t index = block.first_tile; index < args.order.count();
       index += block.tile_step) {
    const ClusterTile tile = tile_at(args.order, index);
    const int row_of_a = (tile.row * cluster + static_cast<int>(block.rank)) * kWgmmaTileM;
    const int row_of_b = tile.column * kTileN + static_cast<int>(block.rank) * b_rows;
    for (int k_block = 0; k_block < args.k_blocks; ++k_block) {
      const std::uint32_t full = block.base + kMap.full_at(cursor.stage);
      ptx::barrier_wait(block.base + kMap.empty_at(cursor.stage), cursor.empty_parity());
      ptx::barrier_expect(full, full_bytes(kMap));
      const int column = k_block * args.row_elements;
      ptx::tensor_load(a, block.base + kMap.a_at(cursor.stage), full, column, row_of_a);
      const std::uint32_t to =
          block.base + kMap.b_at(cursor.stage) + block.rank * b_rows * kRowBytes;
      if (cluster == 1) {
        ptx::tensor_load(b, to, full, column, row_of_b);
      } else {
        ptx::tensor_load_multicast(b, to, full, column, row_of_b, everyone);
      }
      cursor.advance(kMap.stages);
    }
  }
}

// This warp is done with a stage: tells every block whose producer writes into it.
__device__ __forceinline__ void release(std::uint32_t empty, int cluster) {
  const std::uint32_t lane = threadIdx.x % 32;
  if (lane < static_cast<std::uint32_t>(cluster)) ptx::barrier_arrive_at(empty, lane);
  __syncwarp();
}

// One stage: the instructions of 128 bytes of K, as one group.
template <DType kType, int kTileN, typename Accumulator>
__device__ __forceinline__ void multiply_stage(Accumulator (&d)[kTileN / 2], std::uint32_t a,
                                               std::uint32_t b, bool is_first) {
  const std::uint64_t a_tile = gpu::wgmma_descriptor(a);
  const std::uint64_t b_tile = gpu::wgmma_descriptor(b);
  ptx::wgmma_fence();
#pragma unroll
  for (int step = 0; step < kRowBytes / gpu::kStepBytes; ++step) {
    Wgmma<kType, kTileN>::run(d, a_tile + step * gpu::kDescriptorStep,
                              b_tile + step * gpu::kDescriptorStep, step > 0 || !is_first);
  }
  ptx::wgmma_commit();
}

// The accumulators of one warpgroup into C, 32 columns at a time through two buffers in turn. The
// same thread starts all stores of its group, so that its count of groups tells which buffer is
// free.
template <int kTileN, typename Accumulator>
__device__ __forceinline__ void store_tile(const BlockView& block, const WgmmaArguments& args,
                                           const CUtensorMap* c, const Accumulator (&d)[kTileN / 2],
                                           int group, int row, int column) {
  constexpr SharedMap kMap{kTileN, wgmma_stages(kTileN)};
  const int warp = static_cast<int>(threadIdx.x) / 32 % 4;
  const int lane = static_cast<int>(threadIdx.x) % 32;
  const bool is_starter = threadIdx.x % 128 == 0;
#pragma unroll
  for (int chunk = 0; chunk < kTileN / kStoreColumns; ++chunk) {
    const std::uint32_t buffer = block.base + kMap.store_at(group, chunk % kStoreBuffers);
    if (is_starter) ptx::store_wait_read<kStoreBuffers - 1>();
    ptx::named_barrier(1 + group, 128);
#pragma unroll
    for (int i = 0; i < kAccumulatorsPerChunk; i += 2) {
      ptx::shared_store(buffer + store_offset(warp, lane, i), d[chunk * kAccumulatorsPerChunk + i],
                        d[chunk * kAccumulatorsPerChunk + i + 1]);
    }
    ptx::fence_shared_for_copy();
    ptx::named_barrier(1 + group, 128);
    const int first = column + chunk * kStoreColumns;
    if (is_starter) {
      if (row < args.rows && first < args.columns) ptx::tensor_store(c, buffer, first, row);
      ptx::store_commit();
    }
  }
}

// One warpgroup that multiplies: rows 64 * group .. of each of the block's tiles.
template <DType kType, int kTileN, bool kIsPromoted>
__device__ __forceinline__ void consume(const BlockView& block, const WgmmaArguments& args,
                                        const CUtensorMap* c, int group) {
  using Accumulator = typename Wgmma<kType, kTileN>::Accumulator;
  constexpr SharedMap kMap{kTileN, wgmma_stages(kTileN)};
  const int cluster = args.order.cluster;
  const std::uint32_t a_offset = static_cast<std::uint32_t>(group) * 64 * kRowBytes;
  PipelineCursor cursor;
  for (std::int64_t index = block.first_tile; index < args.order.count();
       index += block.tile_step) {
    Accumulator d[kTileN / 2];
    Accumulator sum[kIsPromoted ? kTileN / 2 : 1] = {};
    std::uint32_t previous = 0;  // the empty barrier of the stage still being read
    for (int k_block = 0; k_block < args.k_blocks; ++k_block) {
      ptx::barrier_wait(block.base + kMap.full_at(cursor.stage), cursor.full_parity());
      multiply_stage<kType, kTileN>(d, block.base + kMap.a_at(cursor.stage) + a_offset,
                                    block.base + kMap.b_at(cursor.stage),
                                    kIsPromoted || k_block == 0);
      const std::uint32_t empty = block.base + kMap.empty_at(cursor.stage);
      if constexpr (kIsPromoted) {
        ptx::wgmma_wait<0>();
        release(empty, cluster);
#pragma unroll
        for (int i = 0; i < kTileN / 2; ++i) {
          ptx::pin(d[i]);
          sum[i] += d[i];
        }
      } else {
        ptx::wgmma_wait<1>();
        if (k_block > 0) release(previous, cluster);
        previous = empty;
      }
      cursor.advance(kMap.stages);
    }
    if constexpr (!kIsPromoted) {
      ptx::wgmma_wait<0>();
      release(previous, cluster);
#pragma unroll
      for (int i = 0; i < kTileN / 2; ++i) ptx::pin(d[i]);
    }
    const ClusterTile tile = tile_at(args.order, index);
    const int row = (tile.row * cluster + static_cast<int>(block.rank)) * kWgmmaTileM + 64 * group;
    if constexpr (kIsPromoted) {
      store_tile<kTileN>(block, args, c, sum, group, row, tile.column * kTileN);
    } else {
      store_tile<kTileN>(block, args, c, d, group, row, tile.column * kTileN);
    }
  }
  if (threadIdx.x % 128 == 0) ptx::store_wait_all();
}

template <DType kType, int kTileN, bool kIsPromoted>
__global__ void __launch_bounds__(kWgmmaThreads, 1)
    wgmma_kernel(const __grid_constant__ CUtensorMap a, const __grid_constant__ CUtensorMap b,
                 const __grid_constant__ CUtensorMap c,
                 const __grid_constant__ WgmmaArguments args) {
  extern __shared__ unsigned char raw[];
  constexpr SharedMap kMap{kTileN, wgmma_stages(kTileN)};
  constexpr std::uint32_t kAtom = gpu::kAtomBytes;
  BlockView block;
  block.base = (ptx::shared_address(raw) + kAtom - 1) / kAtom * kAtom;
  block.rank = ptx::cluster_rank();
  block.first_tile = blockIdx.x / args.order.cluster;
  block.tile_step = gridDim.x / args.order.cluster;
  if (threadIdx.x == 0) {
    for (int stage = 0; stage < kMap.stages; ++stage) {
      ptx::barrier_init(block.base + kMap.full_at(stage), full_arrivals());
      ptx::barrier_init(block.base + kMap.empty_at(stage), empty_arrivals(args.order.cluster));
    }
    ptx::barrier_init_fence();
    ptx::prefetch_map(&a);
    ptx::prefetch_map(&b);
    ptx::prefetch_map(&c);
  }
  ptx::cluster_barrier();  // nobody arrives at, or writes to, a barrier that does not exist yet
  const int warpgroup = static_cast<int>(threadIdx.x) / 128;
  if (warpgroup == 0) {
    ptx::give_registers<kProducerRegisters>();
    if (threadIdx.x == 0) produce<kTileN>(block, args, &a, &b);
    __syncwarp();
  } else {
    ptx::take_registers<kConsumerRegisters>();
    consume<kType, kTileN, kIsPromoted>(block, args, &c, warpgroup - 1);
  }
  ptx::cluster_barrier();  // a block's shared memory must outlive what its peers send to it
}

// The kernel of a tile width; null when there is none.
template <DType kType, bool kIsPromoted>
const void* wgmma_function(int tile_n) {
  if constexpr (!kIsPromoted) {
    if (tile_n == 256) return reinterpret_cast<const void*>(&wgmma_kernel<kType, 256, false>);
  }
  if (tile_n == 128) return reinterpret_cast<const void*>(&wgmma_kernel<kType, 128, kIsPromoted>);
  if (tile_n == 64) return reinterpret_cast<const void*>(&wgmma_kernel<kType, 64, kIsPromoted>);
  return nullptr;
}

}  // namespace fleetmark::matmul
