// SPDX-License-Identifier: Apache-2.0
// The int8 kernels of wgmma_kernel.cuh.
#include "kernels/matmul/wgmma_kernel.cuh"

namespace fleetmark::matmul {

const void* wgmma_int8(int tile_n) { return wgmma_function<DType::kInt8, false>(tile_n); }

}  // namespace fleetmark::matmul
