// SPDX-License-Identifier: Apache-2.0
// The fp8 (e4m3) kernels of wgmma_kernel.cuh, in both ways to accumulate.
#include "kernels/matmul/wgmma_kernel.cuh"

namespace fleetmark::matmul {

const void* wgmma_fp8_fast(int tile_n) { return wgmma_function<DType::kFp8E4m3, false>(tile_n); }
const void* wgmma_fp8_promoted(int tile_n) { return wgmma_function<DType::kFp8E4m3, true>(tile_n); }

}  // namespace fleetmark::matmul
