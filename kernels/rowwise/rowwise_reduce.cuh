// SPDX-License-Identifier: Apache-2.0
// Kernels that need a figure of the whole row before they can write it.
//
// Idea: a warp or a block keeps a row in registers, so memory is read once and written once.
// Bytes: rowwise_spec.h. Launch: 256 threads, a row for each warp (up to 128 packs) or block.
// Known limit: rows beyond 2048 packs are read again for each pass.
#pragma once

#include "kernels/gpu/packs.cuh"
#include "kernels/rowwise/rowwise_gpu.h"

namespace fleetmark::rowwise {

template <Held kHeld>
struct HeldShape {
  static constexpr int kRowThreads = kHeld == Held::kWarpFour ? kWarpThreads : kThreads;
  static constexpr int kPacks = kHeld == Held::kWarpFour || kHeld == Held::kBlockFour ? 4
                                : kHeld == Held::kBlockTwo                            ? 2
                                : kHeld == Held::kBlockEight                          ? 8
                                                                                      : 0;
};

// One row as a warp or a block holds it. `shared` serves the block's sums: one word for each warp.
template <typename T, int kElements, Held kHeld>
class Row {
 public:
  using P = gpu::Pack<T, kElements>;
  static constexpr int kRowThreads = HeldShape<kHeld>::kRowThreads;
  static constexpr int kPacks = HeldShape<kHeld>::kPacks;

  __device__ __forceinline__ Row(const T* from, int width, float* shared)
      : from_(from),
        packs_(width / kElements),
        lane_(static_cast<int>(threadIdx.x) % kRowThreads),
        shared_(shared) {
#pragma unroll
    for (int part = 0; part < kPacks; ++part) {
      const int index = lane_ + part * kRowThreads;
      if (index < packs_)
        held_[part] = P::load(from + static_cast<std::int64_t>(index) * kElements);
    }
  }

  // f(values, first column) for every pack of this thread.
  template <typename F>
  __device__ __forceinline__ void each(F f) const {
    if constexpr (kPacks == 0) {
#pragma unroll 2
      for (int index = lane_; index < packs_; index += kRowThreads) {
        visit(P::load(from_ + static_cast<std::int64_t>(index) * kElements), index, f);
      }
    } else {
#pragma unroll
      for (int part = 0; part < kPacks; ++part) {
        const int index = lane_ + part * kRowThreads;
        if (index < packs_) visit(held_[part], index, f);
      }
    }
  }

  // The fold of f(value) over the whole row, known to every thread.
  template <typename Fold, typename F>
  __device__ __forceinline__ float fold(F f) const {
    float mine = Fold::kNeutral;
    each([&](const float(&values)[kElements], std::int64_t) {
#pragma unroll
      for (int i = 0; i < kElements; ++i) mine = Fold::of(mine, f(values[i]));
    });
    mine = gpu::fold_lanes<Fold>(mine);
    if constexpr (kRowThreads == kWarpThreads) return mine;
    __syncthreads();  // the figures of the fold before have been read
    if (threadIdx.x % kWarpThreads == 0) shared_[threadIdx.x / kWarpThreads] = mine;
    __syncthreads();
    mine = shared_[threadIdx.x % (kThreads / kWarpThreads)];
    return gpu::fold_lanes<Fold, kThreads / kWarpThreads>(mine);
  }

 private:
  template <typename F>
  __device__ __forceinline__ void visit(const P& pack, int index, F f) const {
    float values[kElements];
    pack.widen(values);
    f(values, static_cast<std::int64_t>(index) * kElements);
  }

  P held_[kPacks == 0 ? 1 : kPacks] = {};
  const T* from_;
  int packs_;
  int lane_;
  float* shared_;
};

// Two blocks per SM at least: told nothing, the assembler spills a word or two in small kernels.
// Four where a block loads 16 KB: enough under way to cover the latency of memory.
template <typename Op, typename T, int kElements, Held kHeld>
__global__ void __launch_bounds__(kThreads, kHeld == Held::kBlockFour ? 4 : 2)
    reduce_kernel(const Arrays arrays, std::int64_t rows, int width) {
  __shared__ float shared[kThreads / kWarpThreads];
  constexpr int kRowsPerBlock = kThreads / HeldShape<kHeld>::kRowThreads;
  const std::int64_t mine = threadIdx.x / HeldShape<kHeld>::kRowThreads;
#pragma unroll 1
  for (std::int64_t first = blockIdx.x; first * kRowsPerBlock + mine < rows; first += gridDim.x) {
    const std::int64_t r = first * kRowsPerBlock + mine;
    const Row<T, kElements, kHeld> row(static_cast<const T*>(arrays.x) + r * width, width, shared);
    Op::template run<T, kElements>(row, arrays, r, width);
  }
}

template <typename Op, typename T, int kElements, Held kHeld>
Result<> launch_held(gpu::gpu_stream stream, const ReduceLaunch& launch) {
  reduce_kernel<Op, T, kElements, kHeld>
      <<<static_cast<unsigned>(launch.plan.blocks), kThreads, 0, stream>>>(
          launch.arrays, launch.shape.rows, static_cast<int>(launch.shape.width));
  FLEETMARK_GPU(gpuGetLastError());
  return {};
}

// Rows of odd widths are held by a warp, by a block or not at all: fewer kernels to build.
template <typename Op, typename T>
Result<> launch_typed(gpu::gpu_stream stream, const ReduceLaunch& launch) {
  constexpr int kVector = gpu::kPackElements<T>;
  const bool is_vector = launch.plan.is_vector;
  switch (launch.plan.held) {
    case Held::kWarpFour:
      return is_vector ? launch_held<Op, T, kVector, Held::kWarpFour>(stream, launch)
                       : launch_held<Op, T, 1, Held::kWarpFour>(stream, launch);
    case Held::kBlockTwo:
      if (is_vector) return launch_held<Op, T, kVector, Held::kBlockTwo>(stream, launch);
      [[fallthrough]];
    case Held::kBlockFour:
      if (is_vector && launch.plan.held == Held::kBlockFour) {
        return launch_held<Op, T, kVector, Held::kBlockFour>(stream, launch);
      }
      [[fallthrough]];
    case Held::kBlockEight:
      return is_vector ? launch_held<Op, T, kVector, Held::kBlockEight>(stream, launch)
                       : launch_held<Op, T, 1, Held::kBlockEight>(stream, launch);
    case Held::kNone:
      break;
  }
  return is_vector ? launch_held<Op, T, kVector, Held::kNone>(stream, launch)
                   : launch_held<Op, T, 1, Held::kNone>(stream, launch);
}

template <typename Op>
Result<> launch_reduce(gpu::gpu_stream stream, const ReduceLaunch& launch) {
  return launch.is_bf16 ? launch_typed<Op, std::uint16_t>(stream, launch)
                        : launch_typed<Op, float>(stream, launch);
}

}  // namespace fleetmark::rowwise
