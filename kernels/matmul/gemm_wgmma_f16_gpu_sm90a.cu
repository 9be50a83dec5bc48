// SPDX-License-Identifier: Apache-2.0
// The f16 kernels of wgmma_kernel.cuh.
#include "kernels/matmul/wgmma_kernel.cuh"

namespace fleetmark::matmul {

const void* wgmma_f16(int tile_n) { return wgmma_function<DType::kF16, false>(tile_n); }

}  // namespace fleetmark::matmul
