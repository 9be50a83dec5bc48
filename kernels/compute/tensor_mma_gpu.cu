// SPDX-License-Identifier: Apache-2.0
// The same question to the tensor cores of sm_80 to sm_89, in their own words: mma.sync. On newer
// parts this is not what they can do, and it is not offered there.
//
// Idea: a block has an SM to itself; each of eight warps holds its operands in registers and runs
//   eight independent accumulators, sixteen for each quarter of the SM: more than the latency of an
//   instruction asks for.
// Flops: compute_spec.h. Launch: one block of 256 threads per SM. Known limit: see above.
#include "kernels/compute/block_count.cuh"
#include "kernels/compute/tensor_gpu.h"
#include "kernels/gpu/mma_instruction.cuh"

namespace fleetmark::compute {
namespace {

constexpr int kWarps = 8;
constexpr int kThreads = 32 * kWarps;
constexpr int kRowTiles = 2;     // of 16 rows
constexpr int kColumnTiles = 4;  // of 8 columns

// Four bytes of a stored row.
__device__ __forceinline__ std::uint32_t operand(const unsigned char* tile, int row, int byte) {
  const auto offset = static_cast<std::uint32_t>(row * gpu::kSpanBytes + byte);
  return *reinterpret_cast<const std::uint32_t*>(tile + gpu::swizzle_128(offset));
}

template <DType kType>
__global__ void __launch_bounds__(kThreads, 1)
    tensor_mma_kernel(double* counts, const uint4* image, std::int64_t passes) {
  using Sum = typename gpu::MmaAccumulator<kType>::type;
  __shared__ double sums[kThreads];
  const int warp = static_cast<int>(threadIdx.x) / 32;
  const int lane = static_cast<int>(threadIdx.x) % 32;
  const int row = 32 * (warp % 4);
  const int column = 32 * (warp / 4);
  const auto* const tile = reinterpret_cast<const unsigned char*>(image);
  std::uint32_t a[kTensorSteps][kRowTiles][4];
  std::uint32_t b[kTensorSteps][kColumnTiles][2];
#pragma unroll
  for (int step = 0; step < kTensorSteps; ++step) {
#pragma unroll
    for (int r = 0; r < 4; ++r) {
      const gpu::TileByte at = gpu::a_register(lane, r);
#pragma unroll
      for (int i = 0; i < kRowTiles; ++i) {
        a[step][i][r] = operand(tile, row + 16 * i + at.row, step * gpu::kStepBytes + at.byte);
      }
    }
#pragma unroll
    for (int r = 0; r < 2; ++r) {
      const gpu::TileByte at = gpu::b_register(lane, r);
#pragma unroll
      for (int j = 0; j < kColumnTiles; ++j) {
        b[step][j][r] = operand(tile + kTensorBytesA, column + 8 * j + at.row,
                                step * gpu::kStepBytes + at.byte);
      }
    }
  }
  const gpu::Element first = gpu::accumulator_element(0, lane, 0);
  const double sign = element_sign(row + first.row, column + first.column);
  double count = 0;
#pragma unroll 1
  while (passes > 0) {
    const int chunk = static_cast<int>(min(passes, std::int64_t{kTensorFoldPasses}));
    Sum d[kRowTiles][kColumnTiles][4] = {};
#pragma unroll 1
    for (int pass = 0; pass < chunk; ++pass) {
#pragma unroll
      for (int step = 0; step < kTensorSteps; ++step) {
#pragma unroll
        for (int i = 0; i < kRowTiles; ++i) {
#pragma unroll
          for (int j = 0; j < kColumnTiles; ++j) gpu::mma<kType>(d[i][j], a[step][i], b[step][j]);
        }
      }
    }
    Sum sum = 0;
#pragma unroll
    for (int i = 0; i < kRowTiles; ++i) {
#pragma unroll
      for (int j = 0; j < kColumnTiles; ++j) {
#pragma unroll
        for (int r = 0; r < 4; ++r) {
          sum += d[i][j][r] * static_cast<Sum>(relative_sign(r, 16 * i, 8 * j));
        }
      }
    }
    count += static_cast<double>(sum) * sign;
    passes -= chunk;
  }
  store_count(counts, sums, count * adds_per_unit(kType));
}

}  // namespace

TensorKernel tensor_mma(DType dtype) {
  return with_tensor_type(dtype, [&]<DType kType>() -> TensorKernel {
    return {reinterpret_cast<const void*>(&tensor_mma_kernel<kType>), kThreads, 0,
            std::int64_t{kWarps} * kRowTiles * 16 * kColumnTiles * 8};
  });
}

}  // namespace fleetmark::compute
