// SPDX-License-Identifier: Apache-2.0
// The same question to the tensor cores of sm_80 to sm_89, in their own words: mma.sync. On newer
// parts this is not what they can do, and it is not offered there.
//
// Idea: a block has an SM to itself; each of eight warps holds its operands in registers and runs
//   eight independent accumulators, sixteen for each quarter of the SM: more than the latency of an
//   instruction asks for.
// Flops: compute_spec.h. Launch: one block of 256 threads per SM. Known limit: see above.
#include "kernels/compute/block_count.cuh"
#include "kernels/compute/mma_passes.cuh"
#include "kernels/compute/tensor_gpu.h"
#include "kernels/gpu/mma_instruction.cuh"

namespace fleetmark::compute {
namespace {

// Four bytes of a stored row.
__device__ __forceinline__ std::uint32_t operand(const unsigned char* tile, int row, int byte) {
  const auto offset = static_cast<std::uint32_t>(row * gpu::kSpanBytes + byte);
  return *reinterpret_cast<const std::uint32_t*>(tile + gpu::swizzle_128(offset));
}

template <DType kType>
__global__ void __launch_bounds__(kMmaThreads, 1)
    tensor_mma_kernel(double* counts, const uint4* image, std::int64_t passes) {
  __shared__ double sums[kMmaThreads];
  const WarpPlace at = warp_place();
  const auto* const tile = reinterpret_cast<const unsigned char*>(image);
  std::uint32_t a[kTensorSteps][kMmaRowTiles][4];
  std::uint32_t b[kTensorSteps][kMmaColumnTiles][2];
#pragma unroll
  for (int step = 0; step < kTensorSteps; ++step) {
#pragma unroll
    for (int r = 0; r < 4; ++r) {
      const gpu::TileByte from = gpu::a_register(at.lane, r);
#pragma unroll
      for (int i = 0; i < kMmaRowTiles; ++i) {
        a[step][i][r] =
            operand(tile, at.row + 16 * i + from.row, step * gpu::kStepBytes + from.byte);
      }
    }
#pragma unroll
    for (int r = 0; r < 2; ++r) {
      const gpu::TileByte from = gpu::b_register(at.lane, r);
#pragma unroll
      for (int j = 0; j < kMmaColumnTiles; ++j) {
        b[step][j][r] = operand(tile + kTensorBytesA, at.column + 8 * j + from.row,
                                step * gpu::kStepBytes + from.byte);
      }
    }
  }
  using Sum = typename gpu::MmaAccumulator<kType>::type;
  const double count = counted_passes<Sum>(at, passes, [&](Sum(&d)[4], int step, int i, int j) {
    gpu::mma<kType>(d, a[step][i], b[step][j]);
  });
  store_count(counts, sums, count * adds_per_unit(kType));
}

}  // namespace

TensorKernel tensor_mma(DType dtype) {
  return with_tensor_type(dtype, [&]<DType kType>() -> TensorKernel {
    return {reinterpret_cast<const void*>(&tensor_mma_kernel<kType>), kMmaThreads, 0,
            kMmaAccumulators};
  });
}

}  // namespace fleetmark::compute
