// SPDX-License-Identifier: Apache-2.0
// What the two peak kernels of mma.sync share: how a block's warps divide the tile, and the passes
// in which a warp multiplies and counts. How it holds its operands, and which instruction takes
// them, is each kernel's own.
#pragma once

#include "kernels/compute/tensor_plan.h"

namespace fleetmark::compute {

inline constexpr int kMmaWarps = 8;
inline constexpr int kMmaThreads = 32 * kMmaWarps;
inline constexpr int kMmaRowTiles = 2;     // of 16 rows, in each warp
inline constexpr int kMmaColumnTiles = 4;  // of 8 columns
inline constexpr std::int64_t kMmaAccumulators =
    std::int64_t{kMmaWarps} * kMmaRowTiles * 16 * kMmaColumnTiles * 8;  // of a block

struct WarpPlace {
  int lane, row, column;  // the latter two of the warp's first element
};
__device__ __forceinline__ WarpPlace warp_place() {
  const int warp = static_cast<int>(threadIdx.x) / 32;
  return {static_cast<int>(threadIdx.x) % 32, 32 * (warp % 4), 32 * (warp / 4)};
}

// What this thread's accumulators add up to, each with the sign that makes it positive.
// multiply(d, step, i, j): d, four accumulators of tile i, j, plus the product of one step.
template <typename Sum, typename Multiply>
__device__ __forceinline__ double counted_passes(const WarpPlace& at, std::int64_t passes,
                                                 Multiply multiply) {
  const gpu::Element first = gpu::accumulator_element(0, at.lane, 0);
  const double sign = element_sign(at.row + first.row, at.column + first.column);
  double count = 0;
#pragma unroll 1
  while (passes > 0) {
    const int chunk = static_cast<int>(min(passes, std::int64_t{kTensorFoldPasses}));
    Sum d[kMmaRowTiles][kMmaColumnTiles][4] = {};
#pragma unroll 1
    for (int pass = 0; pass < chunk; ++pass) {
#pragma unroll
      for (int step = 0; step < kTensorSteps; ++step) {
#pragma unroll
        for (int i = 0; i < kMmaRowTiles; ++i) {
#pragma unroll
          for (int j = 0; j < kMmaColumnTiles; ++j) multiply(d[i][j], step, i, j);
        }
      }
    }
    Sum sum = 0;
#pragma unroll
    for (int i = 0; i < kMmaRowTiles; ++i) {
#pragma unroll
      for (int j = 0; j < kMmaColumnTiles; ++j) {
#pragma unroll
        for (int r = 0; r < 4; ++r) {
          sum += d[i][j][r] * static_cast<Sum>(relative_sign(r, 16 * i, 8 * j));
        }
      }
    }
    count += static_cast<double>(sum) * sign;
    passes -= chunk;
  }
  return count;
}

}  // namespace fleetmark::compute
