// SPDX-License-Identifier: Apache-2.0
// The first rung: one thread per element of C.
//
// Idea: three loops with the outer two spread over threads; nothing is kept.
// Bytes and flops: matmul_spec.h; each element of A and B is asked for n and m times.
// Launch: 32 x 8 threads per tile of 8 rows and 32 columns of C, a linear grid of tiles.
// Known limit: caches; it is the reference that the other rungs are held against on the device.
#include "kernels/matmul/gemm_operands_gpu.h"
#include "kernels/matmul/gpu_elements.cuh"

namespace fleetmark::matmul {
namespace {

constexpr int kTileM = 8;
constexpr int kTileN = 32;

template <DType kType>
__global__ void __launch_bounds__(kTileM* kTileN)
    naive_kernel(typename StoredAs<kType>::Sum* c, const typename StoredAs<kType>::Stored* a,
                 const typename StoredAs<kType>::Stored* b, Shape shape, Pitches pitches,
                 std::int64_t tile_columns) {
  const std::int64_t row = blockIdx.x / tile_columns * kTileM + threadIdx.x / kTileN;
  const std::int64_t column = blockIdx.x % tile_columns * kTileN + threadIdx.x % kTileN;
  if (row >= shape.m || column >= shape.n) return;
  typename StoredAs<kType>::Sum sum = 0;
  for (std::int64_t l = 0; l < shape.k; ++l) {
    sum += StoredAs<kType>::widen(a[row * pitches.a + l]) *
           StoredAs<kType>::widen(b[l * pitches.b + column]);
  }
  c[row * pitches.c + column] = sum;
}

class NaiveGpu final : public GpuGemm {
 public:
  explicit NaiveGpu(const Problem& problem) : GpuGemm(problem, BLayout::kRowMajor) {}

  Result<> enqueue(gpu::gpu_stream stream, int index) override {
    const TileGrid grid = tile_grid(shape(), kTileM, kTileN);
    return with_dtype(dtype(), [&]<DType kType>() -> Result<> {
      using T = typename StoredAs<kType>::Stored;
      using Sum = typename StoredAs<kType>::Sum;
      const GpuGemmSet& operands = set(index);
      naive_kernel<kType><<<static_cast<unsigned>(grid.blocks()), kTileM * kTileN, 0, stream>>>(
          operands.c.template as<Sum>(), operands.a.template as<T>(), operands.b.template as<T>(),
          shape(), pitches(), grid.columns);
      FLEETMARK_GPU(gpuGetLastError());
      return {};
    });
  }
};

}  // namespace

MakeGpuResult make_gpu_naive(const gpu::DeviceShape&, const Problem& problem, int sets) {
  if (tile_grid(shape_of(problem), kTileM, kTileN).blocks() > kMaxGridX) {
    return Error{ErrorCode::kNotSupported, "C has more tiles than a grid has blocks"};
  }
  auto kernel = std::make_unique<NaiveGpu>(problem);
  FLEETMARK_CHECK(kernel->allocate(sets));
  return std::unique_ptr<gpu::GpuKernel>(std::move(kernel));
}

}  // namespace fleetmark::matmul
