// SPDX-License-Identifier: Apache-2.0
// How a GEMM is cut for a GPU: tile, stages, cluster, order and grid. Pure arithmetic on the shape
// of problem and device, tested without either.
#pragma once

#include <cstdint>

#include "kernels/api/result.h"
#include "kernels/gpu/launch_plan.h"
#include "kernels/matmul/matmul_spec.h"
#include "kernels/matmul/wgmma_layout.h"

namespace fleetmark::matmul {

// Elements per stored row so that each row begins at a multiple of 16 bytes, as TMA and cp.async
// ask.
std::int64_t padded_pitch(std::int64_t columns, std::size_t element_bytes);

enum class BLayout {
  kRowMajor,  // k x n as the spec has it
  kKMajor,    // n x k: each column of B is a stored row
};

struct Pitches {
  std::int64_t a = 0, b = 0, c = 0;  // elements per stored row
};
Pitches pitches_of(const Shape& shape, DType dtype, BLayout layout);

// A stored operand of all groups: `rows` rows of `columns` elements in `pitch`. Where the stored
// matrix is the transpose of the spec's, it is so within each group of `group_rows` rows.
struct StoredMatrix {
  std::int64_t rows = 0, columns = 0, pitch = 0;
  std::int64_t group_rows = 0;
  bool is_transposed = false;
};
// Which input of the spec lies at (row, column).
constexpr std::int64_t input_index(const StoredMatrix& matrix, std::int64_t row,
                                   std::int64_t column) {
  if (!matrix.is_transposed) return row * matrix.columns + column;
  const std::int64_t group = row / matrix.group_rows;
  return (group * matrix.columns + column) * matrix.group_rows + row % matrix.group_rows;
}

// Groups are the second dimension of a grid, which holds 65535 of them.
inline constexpr std::int64_t kMaxGroups = 65535;
Result<> check_groups(const Problem& problem);  // kNotSupported beyond it

// Two-dimensional grids of square or rectangular tiles: naive, tiled and mma.sync kernels.
struct TileGrid {
  std::int64_t rows = 0;     // of tiles
  std::int64_t columns = 0;  // of tiles
  [[nodiscard]] std::int64_t blocks() const { return rows * columns; }
};
TileGrid tile_grid(const Shape& shape, int tile_m, int tile_n);

// The largest grid dimension that every part takes in y and z; x takes 2^31 - 1.
inline constexpr std::int64_t kMaxGridX = 2147483647;

// mma.sync: one block per tile of C (gpu/mma_tile.h), in bands so that neighbours in time share
// rows of A and of B in the second-level cache. kNotSupported: more tiles or spans of K than can be
// counted.
struct MmaPlan {
  TileOrder order;
  int k_blocks = 0;  // spans of 128 bytes of K
};
Result<MmaPlan> plan_mma(const Shape& shape, std::size_t element_bytes);

struct WgmmaPlan {
  SharedMap map;
  TileOrder order;
  int blocks = 0;    // of the persistent grid, a multiple of the cluster
  int k_blocks = 0;  // stages of 128 bytes of K per tile
};

// `max_tile_n`: 256, or 128 where a second set of accumulators must fit in registers.
WgmmaPlan plan_wgmma(const Shape& shape, std::size_t element_bytes, int max_tile_n,
                     const gpu::DeviceShape& device);

}  // namespace fleetmark::matmul
