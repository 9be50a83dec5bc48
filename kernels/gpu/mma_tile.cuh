// SPDX-License-Identifier: Apache-2.0
// What one warp of a block that multiplies by mma.sync adds up (mma_tile.h), for every type.
#pragma once

#include "kernels/gpu/mma_instruction.cuh"
#include "kernels/gpu/mma_tile.h"

namespace fleetmark::gpu {

// What one warp adds up: its 64 x 32 part of the tile.
template <DType kType>
struct WarpTile {
  typename MmaAccumulator<kType>::type d[kMmaRowTiles][kMmaColumnTiles][4] = {};

  __device__ __forceinline__ void multiply(std::uint32_t a_tile, std::uint32_t b_tile, int row,
                                           int column) {
    const int lane = static_cast<int>(threadIdx.x) % 32;
    const TileByte a_at = a_matrix_row(lane);
    const TileByte b_at = b_matrix_row(lane);
#pragma unroll
    for (int byte = 0; byte < kSpanBytes; byte += kStepBytes) {
      std::uint32_t a[kMmaRowTiles][4];
      std::uint32_t b[kMmaColumnTiles / 2][4];
#pragma unroll
      for (int i = 0; i < kMmaRowTiles; ++i) {
        load_matrices(a[i], a_tile + address(row + 16 * i + a_at.row, byte + a_at.byte));
      }
#pragma unroll
      for (int j = 0; j < kMmaColumnTiles / 2; ++j) {
        load_matrices(b[j], b_tile + address(column + 16 * j + b_at.row, byte + b_at.byte));
      }
#pragma unroll
      for (int i = 0; i < kMmaRowTiles; ++i) {
#pragma unroll
        for (int j = 0; j < kMmaColumnTiles; ++j) mma<kType>(d[i][j], a[i], &b[j / 2][j % 2 * 2]);
      }
    }
  }

  // put(row, column, first, second) for each two neighbours in a row that this lane holds, counted
  // from the place of the warp's first element.
  template <typename Put>
  __device__ __forceinline__ void for_each_pair(std::int64_t row, std::int64_t column,
                                                Put put) const {
    const int lane = static_cast<int>(threadIdx.x) % 32;
#pragma unroll
    for (int i = 0; i < kMmaRowTiles; ++i) {
#pragma unroll
      for (int j = 0; j < kMmaColumnTiles; ++j) {
#pragma unroll
        for (int r = 0; r < 4; r += 2) {
          const Element at = accumulator_element(0, lane, r);
          put(row + 16 * i + at.row, column + 8 * j + at.column, d[i][j][r], d[i][j][r + 1]);
        }
      }
    }
  }

 private:
  static __device__ __forceinline__ std::uint32_t address(int row, int byte) {
    return mma_offset({row, byte});
  }
};

}  // namespace fleetmark::gpu
