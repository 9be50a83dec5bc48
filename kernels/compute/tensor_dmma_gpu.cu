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
#include "kernels/compute/tensor_gpu.h"
#include "kernels/gpu/device_arch.h"

namespace fleetmark::compute {
namespace {

constexpr int kWarps = 8;
constexpr int kThreads = 32 * kWarps;
constexpr int kRowTiles = 2;     // of 16 rows
constexpr int kColumnTiles = 4;  // of 8 columns

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

__global__ void __launch_bounds__(kThreads, 1)
    tensor_dmma_kernel(double* counts, const uint4* image, std::int64_t passes) {
  __shared__ double sums[kThreads];
  const int warp = static_cast<int>(threadIdx.x) / 32;
  const int lane = static_cast<int>(threadIdx.x) % 32;
  const int row = 32 * (warp % 4);
  const int column = 32 * (warp / 4);
  const auto* const tile = reinterpret_cast<const unsigned char*>(image);
  double a[kTensorSteps][kRowTiles][2];
  double b[kTensorSteps][kColumnTiles];
#pragma unroll
  for (int step = 0; step < kTensorSteps; ++step) {
    const gpu::TileByte of_b = gpu::f64_b_register(lane);
#pragma unroll
    for (int i = 0; i < kRowTiles; ++i) {
#pragma unroll
      for (int r = 0; r < 2; ++r) {
        const gpu::TileByte at = gpu::f64_a_register(lane, r);
        a[step][i][r] = operand(tile, row + 16 * i + at.row, step * gpu::kStepBytes + at.byte);
      }
    }
#pragma unroll
    for (int j = 0; j < kColumnTiles; ++j) {
      b[step][j] = operand(tile + kTensorBytesA, column + 8 * j + of_b.row,
                           step * gpu::kStepBytes + of_b.byte);
    }
  }
  const gpu::Element first = gpu::accumulator_element(0, lane, 0);
  const double sign = element_sign(row + first.row, column + first.column);
  double count = 0;
#pragma unroll 1
  while (passes > 0) {
    const int chunk = static_cast<int>(min(passes, std::int64_t{kTensorFoldPasses}));
    double d[kRowTiles][kColumnTiles][4] = {};
#pragma unroll 1
    for (int pass = 0; pass < chunk; ++pass) {
#pragma unroll
      for (int step = 0; step < kTensorSteps; ++step) {
#pragma unroll
        for (int i = 0; i < kRowTiles; ++i) {
#pragma unroll
          for (int j = 0; j < kColumnTiles; ++j) mma_f64(d[i][j], a[step][i], b[step][j]);
        }
      }
    }
    double sum = 0;
#pragma unroll
    for (int i = 0; i < kRowTiles; ++i) {
#pragma unroll
      for (int j = 0; j < kColumnTiles; ++j) {
#pragma unroll
        for (int r = 0; r < 4; ++r) sum += d[i][j][r] * relative_sign(r, 16 * i, 8 * j);
      }
    }
    count += sum * sign;
    passes -= chunk;
  }
  store_count(counts, sums, count * adds_per_unit(DType::kF64));
}

}  // namespace

TensorKernel tensor_dmma() {
  return {reinterpret_cast<const void*>(&tensor_dmma_kernel), kThreads, 0,
          std::int64_t{kWarps} * kRowTiles * 16 * kColumnTiles * 8};
}

}  // namespace fleetmark::compute
