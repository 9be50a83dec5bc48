// SPDX-License-Identifier: Apache-2.0
// The arithmetic of a block that multiplies by mma.sync: tile, ring of stages, which thread copies
// what, which warp multiplies what. Plain constexpr functions, so that the kernels and the tests on
// a CPU run the same code. Who holds which element in a register: tensor_layout.h.
#pragma once

#include <cstdint>

#include "kernels/gpu/tensor_layout.h"

namespace fleetmark::gpu {

inline constexpr int kMmaTile = 128;     // rows and columns of C per block
inline constexpr int kMmaStages = 3;     // of one span of K each
inline constexpr int kMmaThreads = 256;  // eight warps
inline constexpr int kMmaTileBytes = kMmaTile * kSpanBytes;
inline constexpr int kMmaStageBytes = 2 * kMmaTileBytes;  // A, then B
inline constexpr int kMmaSharedBytes = kMmaStages * kMmaStageBytes;
static_assert(kMmaSharedBytes <= 99 * 1024, "what a block may have on sm_86 and sm_89");

inline constexpr int kMmaWarpM = 64;
inline constexpr int kMmaWarpN = 32;
inline constexpr int kMmaRowTiles = kMmaWarpM / 16;    // instructions of a warp along m
inline constexpr int kMmaColumnTiles = kMmaWarpN / 8;  // and along n

// A tile of one operand is copied 16 bytes at a time; a thread takes this many.
inline constexpr int kMmaCopies = kMmaTileBytes / 16 / kMmaThreads;
constexpr TileByte mma_copy(int thread, int part) {
  const int chunk = part * kMmaThreads + thread;
  return {chunk / 8, chunk % 8 * 16};
}

// Where a byte of a tile lies in shared memory, from the beginning of the tile.
constexpr std::uint32_t mma_offset(TileByte at) {
  return swizzle_128(static_cast<std::uint32_t>(at.row * kSpanBytes + at.byte));
}

// First row and column, in the tile of C, of what a warp multiplies.
constexpr Element mma_warp_origin(int warp) { return {warp / 4 * kMmaWarpM, warp % 4 * kMmaWarpN}; }

}  // namespace fleetmark::gpu
