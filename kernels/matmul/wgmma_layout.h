// SPDX-License-Identifier: Apache-2.0
// The arithmetic of the sm_90a GEMM: where tiles lie in shared memory, how a matrix descriptor
// names them, in which order tiles are computed, which stage and phase of the pipeline comes next
// and who arrives at which barrier. Plain constexpr functions, so that the kernel and the tests on
// a CPU run the same code. Formulas from the PTX ISA 8.x, sections "Asynchronous warpgroup level
// matrix instructions" and "Parallel synchronisation and communication: mbarrier".
#pragma once

#include <cstdint>

#include "kernels/gpu/tensor_layout.h"

namespace fleetmark::matmul {

inline constexpr int kWgmmaTileM = 128;            // two warpgroups of 64 rows
inline constexpr int kRowBytes = gpu::kSpanBytes;  // of K in one stage, any element type
inline constexpr int kConsumerGroups = 2;          // warpgroups that multiply
inline constexpr int kConsumerWarps = 4 * kConsumerGroups;
inline constexpr int kWgmmaThreads = 128 * (1 + kConsumerGroups);
inline constexpr int kStoreColumns = kRowBytes / 4;      // of C staged at a time, 4 bytes each
inline constexpr int kStoreChunkBytes = 64 * kRowBytes;  // one warpgroup's rows of them
inline constexpr int kStoreBuffers = 2;                  // per warpgroup
inline constexpr int kMaxSharedBytes = 232448;           // 227 KiB per block with opt-in, sm_90

// Where a block keeps what, from the first multiple of 1024 bytes on.
struct SharedMap {
  int tile_n = 0;
  int stages = 0;

  constexpr int a_bytes() const { return kWgmmaTileM * kRowBytes; }
  constexpr int b_bytes() const { return tile_n * kRowBytes; }
  constexpr int stage_bytes() const { return a_bytes() + b_bytes(); }
  constexpr int a_at(int stage) const { return stage * stage_bytes(); }
  constexpr int b_at(int stage) const { return a_at(stage) + a_bytes(); }
  constexpr int store_at(int group, int buffer) const {
    return stages * stage_bytes() + (group * kStoreBuffers + buffer) * kStoreChunkBytes;
  }
  constexpr int full_at(int stage) const { return store_at(kConsumerGroups, 0) + stage * 8; }
  constexpr int empty_at(int stage) const { return full_at(stages) + stage * 8; }
  // With the slack that moves an arbitrary base to a multiple of 1024.
  constexpr int total_bytes() const { return empty_at(stages) + gpu::kAtomBytes; }
};

// As many stages as fit, eight at most.
constexpr int wgmma_stages(int tile_n) {
  int stages = 8;
  while (SharedMap{tile_n, stages}.total_bytes() > kMaxSharedBytes) --stages;
  return stages;
}

// Arrivals that complete a phase. Full: the producer's own, which announces the bytes to come, all
// of this block's tile whichever block of the cluster sends them. Empty: every consumer warp of
// every block of the cluster, because each block's producer writes into all of them.
constexpr std::uint32_t full_arrivals() { return 1; }
constexpr std::uint32_t empty_arrivals(int cluster) {
  return static_cast<std::uint32_t>(kConsumerWarps * cluster);
}
constexpr std::uint32_t full_bytes(const SharedMap& map) {
  return static_cast<std::uint32_t>(map.stage_bytes());
}

// A position in the ring of stages: which stage, and the parity of its current use.
struct PipelineCursor {
  int stage = 0;
  std::uint32_t phase = 0;

  constexpr void advance(int stages) {
    if (++stage == stages) {
      stage = 0;
      phase ^= 1U;
    }
  }
  // Waiting on a parity ends when the phase of that parity is complete. A fresh barrier counts as
  // one whose phase of parity 1 is complete: the producer's first round does not wait.
  constexpr std::uint32_t full_parity() const { return phase; }
  constexpr std::uint32_t empty_parity() const { return phase ^ 1U; }
};

// Order of output tiles: clusters take bands of `group` cluster rows and run down a band's columns
// of tiles, so that what runs at the same time shares rows of A and of B in the second-level cache.
struct TileOrder {
  int cluster = 1;       // blocks, side by side in m, that share a tile of B
  int cluster_rows = 0;  // of output: ceil(m / (128 cluster))
  int tile_columns = 0;  // ceil(n / tile_n)
  int group = 1;         // cluster rows in a band

  constexpr std::int64_t count() const {
    return static_cast<std::int64_t>(cluster_rows) * tile_columns;
  }
};

struct ClusterTile {
  int row = 0;     // in cluster rows
  int column = 0;  // in tiles
};

constexpr ClusterTile tile_at(const TileOrder& order, std::int64_t index) {
  const std::int64_t band_tiles = static_cast<std::int64_t>(order.group) * order.tile_columns;
  const auto band = static_cast<int>(index / band_tiles);
  const auto inside = static_cast<int>(index % band_tiles);
  const int first_row = band * order.group;
  const int left = order.cluster_rows - first_row;
  const int rows = left < order.group ? left : order.group;
  return {first_row + inside % rows, inside / rows};
}

// Byte in a staging buffer (64 rows of 32 columns, swizzled as the store expects) of accumulators
// i and i + 1, i even, of the `chunk`-th 32 columns: they hold 8 bytes side by side.
constexpr std::uint32_t store_offset(int warp, int lane, int i) {
  const gpu::Element at = gpu::accumulator_element(warp, lane, i);
  return gpu::swizzle_128(static_cast<std::uint32_t>(at.row * kRowBytes + at.column * 4));
}
inline constexpr int kAccumulatorsPerChunk = kStoreColumns / 2;  // per thread: 64 x 32 / 128

}  // namespace fleetmark::matmul
