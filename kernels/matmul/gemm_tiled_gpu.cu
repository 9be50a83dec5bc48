// SPDX-License-Identifier: Apache-2.0
// The second rung: tiles in shared memory, a patch of C in registers.
//
// Idea: a block keeps 16-deep slices of A and B in shared memory; each thread adds up 4 x 4
// elements. Bytes and flops: matmul_spec.h; each element of A and B is read n / 64 and m / 64
// times. Launch: 256 threads per 64 x 64 tile of C, a linear grid of tiles for each group. Known
// limit: no tensor cores, one slice at a time: load and multiply do not overlap in a block.
#include "kernels/matmul/gemm_operands_gpu.h"
#include "kernels/matmul/gpu_elements.cuh"

namespace fleetmark::matmul {
namespace {

constexpr int kTile = 64;
constexpr int kDepth = 16;
constexpr int kPatch = 4;
constexpr int kSide = kTile / kPatch;  // threads along a side of the tile
constexpr int kThreads = kSide * kSide;
constexpr int kSkew = 1;  // keeps the transposed writes of A off one bank

template <DType kType>
__global__ void __launch_bounds__(kThreads)
    tiled_kernel(typename StoredAs<kType>::Sum* c, const typename StoredAs<kType>::Stored* a,
                 const typename StoredAs<kType>::Stored* b, Shape shape, Pitches pitches,
                 std::int64_t tile_columns) {
  using Sum = typename StoredAs<kType>::Sum;
  __shared__ Sum a_slice[kDepth][kTile + kSkew];
  __shared__ Sum b_slice[kDepth][kTile + kSkew];
  const std::int64_t group = blockIdx.y;
  a += group * shape.m * pitches.a;
  b += group * shape.k * pitches.b;
  c += group * shape.m * pitches.c;
  const std::int64_t first_row = blockIdx.x / tile_columns * kTile;
  const std::int64_t first_column = blockIdx.x % tile_columns * kTile;
  const int thread = static_cast<int>(threadIdx.x);
  const int x = thread % kSide;
  const int y = thread / kSide;
  Sum sum[kPatch][kPatch] = {};
  for (std::int64_t depth = 0; depth < shape.k; depth += kDepth) {
    for (int i = thread; i < kTile * kDepth; i += kThreads) {
      const std::int64_t row = first_row + i / kDepth;
      const std::int64_t l = depth + i % kDepth;
      const bool is_inside = row < shape.m && l < shape.k;
      a_slice[i % kDepth][i / kDepth] =
          is_inside ? StoredAs<kType>::widen(a[row * pitches.a + l]) : Sum{};
    }
    for (int i = thread; i < kTile * kDepth; i += kThreads) {
      const std::int64_t l = depth + i / kTile;
      const std::int64_t column = first_column + i % kTile;
      const bool is_inside = column < shape.n && l < shape.k;
      b_slice[i / kTile][i % kTile] =
          is_inside ? StoredAs<kType>::widen(b[l * pitches.b + column]) : Sum{};
    }
    __syncthreads();
#pragma unroll
    for (int l = 0; l < kDepth; ++l) {
#pragma unroll
      for (int i = 0; i < kPatch; ++i) {
#pragma unroll
        for (int j = 0; j < kPatch; ++j) {
          sum[i][j] += a_slice[l][y + i * kSide] * b_slice[l][x + j * kSide];
        }
      }
    }
    __syncthreads();
  }
#pragma unroll
  for (int i = 0; i < kPatch; ++i) {
#pragma unroll
    for (int j = 0; j < kPatch; ++j) {
      const std::int64_t row = first_row + y + i * kSide;
      const std::int64_t column = first_column + x + j * kSide;
      if (row < shape.m && column < shape.n) c[row * pitches.c + column] = sum[i][j];
    }
  }
}

class TiledGpu final : public GpuGemm {
 public:
  explicit TiledGpu(const Problem& problem) : GpuGemm(problem, BLayout::kRowMajor) {}

  Result<> enqueue(gpu::gpu_stream stream, int index) override {
    const TileGrid grid = tile_grid(shape(), kTile, kTile);
    return with_dtype(dtype(), [&]<DType kType>() -> Result<> {
      using T = typename StoredAs<kType>::Stored;
      using Sum = typename StoredAs<kType>::Sum;
      const GpuGemmSet& operands = set(index);
      tiled_kernel<kType>
          <<<dim3(static_cast<unsigned>(grid.blocks()), groups()), kThreads, 0, stream>>>(
              operands.c.template as<Sum>(), operands.a.template as<T>(),
              operands.b.template as<T>(), shape(), pitches(), grid.columns);
      FLEETMARK_GPU(gpuGetLastError());
      return {};
    });
  }
};

}  // namespace

MakeGpuResult make_gpu_tiled(const gpu::DeviceShape&, const Problem& problem, int sets) {
  if (tile_grid(shape_of(problem), kTile, kTile).blocks() > kMaxGridX) {
    return Error{ErrorCode::kNotSupported, "C has more tiles than a grid has blocks"};
  }
  FLEETMARK_CHECK(check_groups(problem));
  auto kernel = std::make_unique<TiledGpu>(problem);
  FLEETMARK_CHECK(kernel->allocate(sets));
  return std::unique_ptr<gpu::GpuKernel>(std::move(kernel));
}

}  // namespace fleetmark::matmul
