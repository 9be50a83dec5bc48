// SPDX-License-Identifier: Apache-2.0
// The same question to the f64 tensor cores: mma.sync is their own instruction on every part that
// has them, newer ones included, for neither wgmma nor what came after takes f64.
//
// Idea: as in tensor_mma_gpu.cu, a block has an SM to itself, and each of eight warps holds its
//   operands in registers and runs eight independent accumulators of 16 x 8. Since sm_90 one
//   instruction fills such an accumulator (m16n8k4), before it took two (m8n8k4), and the registers
//   of the two are those of the one.
// Flops: compute_spec.h. Launch: one block of 256 threads per SM. Known limit: operands of 24 bits,
//   whose products and sums are exact; more bits would switch more and may cost clock.
#include "kernels/compute/block_count.cuh"
#include "kernels/compute/mma_passes.cuh"
#include "kernels/compute/tensor_gpu.h"
#include "kernels/gpu/device_arch.h"

namespace fleetmark::compute {
namespace {

// d (16 x 8) += a (16 x 4) b (4 x 8).
__device__ __forceinline__ void mma_f64(double (&d)[4], const double (&a)[2], double b) {
  if constexpr (gpu::kDeviceArch >= 900) {
    asm volatile(
        "mma.sync.aligned.m16n8k4.row.col.f64.f64.f64.f64 {%0, %1, %2, %3}, {%4, %5}, {%6}, {%0, "
        "%1, %2, %3};"
        : "+d"(d[0]), "+d"(d[1]), "+d"(d[2]), "+d"(d[3])
        : "d"(a[0]), "d"(a[1]), "d"(b));
  } else {
#pragma unroll
    for (int half = 0; half < 2; ++half) {
      asm volatile("mma.sync.aligned.m8n8k4.row.col.f64.f64.f64.f64 {%0, %1}, {%2}, {%3}, {%0, %1};"
                   : "+d"(d[2 * half]), "+d"(d[2 * half + 1])
                   : "d"(a[half]), "d"(b));
    }
  }
}

// Eight bytes of a stored row.
__device__ __forceinline__ double operand(const unsigned char* tile, int row, int byte) {
  const auto offset = static_cast<std::uint32_t>(row * gpu::kSpanBytes + byte);
  return *reinterpret_cast<const double*>(tile + gpu::swizzle_128(offset));
}

__global__ void __launch_bounds__(kMmaThreads, 1)
    tensor_dmma_kernel(double* counts, const uint4* image, std::int64_t passes) {
  __shared__ double sums[kMmaThreads];
  const WarpPlace at = warp_place();
  const auto* const tile = reinterpret_cast<const unsigned char*>(image);
  double a[kTensorSteps][kMmaRowTiles][2];
  double b[kTensorSteps][kMmaColumnTiles];
#pragma unroll
  for (int step = 0; step < kTensorSteps; ++step) {
    const gpu::TileByte of_b = gpu::f64_b_register(at.lane);
#pragma unroll
    for (int i = 0; i < kMmaRowTiles; ++i) {
#pragma unroll
      for (int r = 0; r < 2; ++r) {
        const gpu::TileByte from = gpu::f64_a_register(at.lane, r);
        a[step][i][r] =
            operand(tile, at.row + 16 * i + from.row, step * gpu::kStepBytes + from.byte);
      }
    }
#pragma unroll
    for (int j = 0; j < kMmaColumnTiles; ++j) {
      b[step][j] = operand(tile + kTensorBytesA, at.column + 8 * j + of_b.row,
                           step * gpu::kStepBytes + of_b.byte);
    }
  }
  const double count = counted_passes<double>(
      at, passes,
      [&](double(&d)[4], int step, int i, int j) { mma_f64(d, a[step][i], b[step][j]); });
  store_count(counts, sums, count * adds_per_unit(DType::kF64));
}

}  // namespace

TensorKernel tensor_dmma() {
  return {reinterpret_cast<const void*>(&tensor_dmma_kernel), kMmaThreads, 0, kMmaAccumulators};
}

}  // namespace fleetmark::compute
