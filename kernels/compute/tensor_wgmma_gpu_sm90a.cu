// SPDX-License-Identifier: Apache-2.0
// How fast the tensor cores of sm_90a take instructions that have nothing to wait for.
//
// Idea: a block has an SM to itself; two warpgroups issue wgmma on two accumulators each, four
//   instructions deep, from one span of shared memory that never changes; a group of eight is
//   always under way behind the one being issued.
// Flops: compute_spec.h. Launch: one block of 256 threads per SM, 49 KiB shared. A of 64 and B of
//   128 rows take 48 of the 64 cycles of an instruction from shared memory: not what bounds it.
// Known limit: reading the accumulators every 512 passes costs about one pass in a thousand.
#include "kernels/compute/block_count.cuh"
#include "kernels/compute/tensor_gpu.h"
#include "kernels/gpu/sm90a_ptx.cuh"
#include "kernels/gpu/wgmma_instruction.cuh"

namespace fleetmark::compute {
namespace {

namespace ptx = gpu::ptx;

constexpr int kGroups = 2;  // warpgroups
constexpr int kThreads = 128 * kGroups;
constexpr int kTileN = 128;
constexpr int kTiles = 2;  // accumulators of a warpgroup
constexpr int kValues = kTileN / 2;
// With the slack that moves an arbitrary base to a multiple of 1024.
constexpr int kSharedBytes = kTensorImageBytes + gpu::kAtomBytes;
static_assert(kGroups * 64 == kTensorRowsA && kTiles * kTileN == kTensorRowsB);

template <DType kType>
__global__ void __launch_bounds__(kThreads, 1)
    tensor_wgmma_kernel(double* counts, const uint4* image, std::int64_t passes) {
  using Instruction = gpu::Wgmma<kType, kTileN>;
  using Sum = typename Instruction::Accumulator;
  extern __shared__ unsigned char raw[];
  __shared__ double sums[kThreads];
  const std::uint32_t start = ptx::shared_address(raw);
  const std::uint32_t base = (start + gpu::kAtomBytes - 1) / gpu::kAtomBytes * gpu::kAtomBytes;
  auto* const tile = reinterpret_cast<uint4*>(raw + (base - start));
  for (int i = static_cast<int>(threadIdx.x); i < kTensorImageBytes / 16; i += kThreads) {
    tile[i] = image[i];
  }
  ptx::fence_shared_for_copy();  // wgmma reads by the same path as the copy engine
  __syncthreads();

  const int group = static_cast<int>(threadIdx.x) / 128;
  const int warp = static_cast<int>(threadIdx.x) / 32 % 4;
  const int lane = static_cast<int>(threadIdx.x) % 32;
  const std::uint64_t a = gpu::wgmma_descriptor(base + group * 64 * gpu::kSpanBytes);
  const std::uint64_t b0 = gpu::wgmma_descriptor(base + kTensorBytesA);
  const std::uint64_t b1 = gpu::wgmma_descriptor(base + kTensorBytesA + kTileN * gpu::kSpanBytes);
  const gpu::Element first = gpu::accumulator_element(warp, lane, 0);
  const double sign = element_sign(64 * group + first.row, first.column);
  double count = 0;
#pragma unroll 1
  while (passes > 0) {
    const int chunk = static_cast<int>(min(passes, std::int64_t{kTensorFoldPasses}));
    Sum d0[kValues];
    Sum d1[kValues];
#pragma unroll 1
    for (int pass = 0; pass < chunk; ++pass) {
      ptx::wgmma_fence();
#pragma unroll
      for (int step = 0; step < kTensorSteps; ++step) {
        const int accumulate = pass > 0 || step > 0;
        Instruction::run(d0, a + step * gpu::kDescriptorStep, b0 + step * gpu::kDescriptorStep,
                         accumulate);
        Instruction::run(d1, a + step * gpu::kDescriptorStep, b1 + step * gpu::kDescriptorStep,
                         accumulate);
      }
      ptx::wgmma_commit();
      ptx::wgmma_wait<1>();
    }
    ptx::wgmma_wait<0>();
    Sum sum = 0;
#pragma unroll
    for (int i = 0; i < kValues; ++i) {
      ptx::pin(d0[i]);
      ptx::pin(d1[i]);
      sum += d0[i] * static_cast<Sum>(relative_sign(i, 0, 0));
      sum += d1[i] * static_cast<Sum>(relative_sign(i, 0, kTileN));
    }
    count += static_cast<double>(sum) * sign;
    passes -= chunk;
  }
  store_count(counts, sums, count * adds_per_unit(kType));
}

}  // namespace

TensorKernel tensor_wgmma(DType dtype) {
  return with_tensor_type(dtype, [&]<DType kType>() -> TensorKernel {
    return {reinterpret_cast<const void*>(&tensor_wgmma_kernel<kType>), kThreads, kSharedBytes,
            std::int64_t{kTensorRowsA} * kTensorRowsB};
  });
}

}  // namespace fleetmark::compute
