// SPDX-License-Identifier: Apache-2.0
// What the host and the sm_90a kernels say to each other: arguments, and where each kernel is
// found. The kernels lie in files compiled for sm_90a alone, *_gpu_sm90a.cu.
#pragma once

#include "kernels/api/dtype.h"
#include "kernels/matmul/wgmma_layout.h"

namespace fleetmark::matmul {

struct WgmmaArguments {
  TileOrder order;
  int k_blocks = 0;
  int row_elements = 0;  // in 128 bytes
  int rows = 0;          // of C
  int columns = 0;
};

// Tile width -> kernel function for cudaLaunchKernelExC; null when that width does not exist.
const void* wgmma_bf16(int tile_n);
const void* wgmma_f16(int tile_n);
const void* wgmma_tf32(int tile_n);
const void* wgmma_int8(int tile_n);
const void* wgmma_fp8_fast(int tile_n);      // accumulates in the tensor core from end to end
const void* wgmma_fp8_promoted(int tile_n);  // adds to f32 registers every 4 k-steps (128 elements)

}  // namespace fleetmark::matmul
