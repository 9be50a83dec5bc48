// SPDX-License-Identifier: Apache-2.0
// Where attention on tensor cores keeps its numbers in shared memory and who loads what into which
// registers. Plain constexpr functions, so that kernels and the tests on a CPU run the same code.
//
// Rows in shared memory are an odd multiple of 16 bytes apart: eight rows of ldmatrix then lie in
// eight different groups of four banks, whatever the length of a row, so nothing is swizzled.
#pragma once

#include <cstdint>

#include "kernels/gpu/tensor_layout.h"

namespace fleetmark::attention {

inline constexpr int kChunkBytes = 16;

constexpr int round_up(int n, int to) { return (n + to - 1) / to * to; }

// Bytes from one row in shared memory to the next.
constexpr int shared_pitch(int row_bytes) {
  return (round_up(row_bytes, kChunkBytes) / kChunkBytes | 1) * kChunkBytes;
}

// The 16-byte chunks of a tile that one thread copies: those of all threads cover it, row by row.
class ChunkWalk {
 public:
  constexpr ChunkWalk(int thread, int threads, int chunks_per_row)
      : row(thread / chunks_per_row),
        chunk(thread % chunks_per_row),
        rows_on_(threads / chunks_per_row),
        chunks_on_(threads % chunks_per_row),
        chunks_per_row_(chunks_per_row) {}
  constexpr void advance() {
    row += rows_on_;
    chunk += chunks_on_;
    if (chunk >= chunks_per_row_) {
      chunk -= chunks_per_row_;
      ++row;
    }
  }
  int row;
  int chunk;

 private:
  int rows_on_, chunks_on_, chunks_per_row_;
};

// Keys as B, eight positions by 32 elements: registers 0 and 1 of the first 16 elements, then of
// the second. The row of 16 bytes that a lane names to ldmatrix.x4.
constexpr gpu::TileByte key_matrix_row(int lane) { return {lane % 8, 16 * (lane / 8)}; }

// Values as B, 16 positions by 16 elements, transposed on the way: registers 0 and 1 of the first
// eight elements, then of the second.
constexpr gpu::TileByte value_matrix_row(int lane) { return {lane % 16, 16 * (lane / 16)}; }

// Scores become the weights that mma takes as A without leaving the thread: register r of 16
// positions is a pair of accumulators of one of the two score tiles.
struct ScorePair {
  int tile, first;
};
constexpr ScorePair weight_register(int r) { return {r / 2, r % 2 * 2}; }

}  // namespace fleetmark::attention
