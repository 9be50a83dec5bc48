// SPDX-License-Identifier: Apache-2.0
// The tf32 kernels of wgmma_kernel.cuh.
#include "kernels/matmul/wgmma_kernel.cuh"

namespace fleetmark::matmul {

const void* wgmma_tf32(int tile_n) { return wgmma_function<DType::kTf32, false>(tile_n); }

}  // namespace fleetmark::matmul
