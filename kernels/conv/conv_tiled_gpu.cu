// SPDX-License-Identifier: Apache-2.0
// Convolution on ordinary cores: any sizes, f32 and bf16, sums in f32.
//
// Idea: slices of 16 terms of windows and filters in shared memory; each thread adds up 4 x 4
//   outputs. A thread gathers the same four pixels and the same term of each slice.
// Bytes and flops: conv_spec.h. Launch: 256 threads per 64 pixels x 64 filters of a group.
// Known limit: no tensor cores, one slice at a time, an element per access.
#include "kernels/api/rounding.h"
#include "kernels/conv/conv_gpu.h"

namespace fleetmark::conv {
namespace {

constexpr int kTile = 64;
constexpr int kDepth = 16;
constexpr int kPatch = 4;
constexpr int kSide = kTile / kPatch;  // threads along a side of the tile
constexpr int kThreads = kSide * kSide;
constexpr int kGathered = kTile * kDepth / kThreads;  // elements of a slice that a thread gathers
constexpr int kRowStep = kThreads / kDepth;           // from one of them to the next
constexpr int kSkew = 1;                              // keeps transposed writes off one bank

__device__ __forceinline__ float widened(float v) { return v; }
__device__ __forceinline__ float widened(std::uint16_t v) { return bf16_to_float(v); }
__device__ __forceinline__ void put(float* to, float v) { *to = v; }
__device__ __forceinline__ void put(std::uint16_t* to, float v) { *to = bf16_from_float(v); }

template <typename T>
__device__ __forceinline__ float element_or_zero(const T* from, std::int64_t element) {
  return element < 0 ? 0.0F : widened(from[element]);
}

template <typename T>
__global__ void __launch_bounds__(kThreads)
    tiled_kernel(T* __restrict__ out, const T* __restrict__ images, const T* __restrict__ filters,
                 const GpuConv plan) {
  __shared__ float windows[kDepth][kTile + kSkew];
  __shared__ float columns[kDepth][kTile + kSkew];
  const std::int64_t group = blockIdx.z;
  const std::int64_t first_pixel = static_cast<std::int64_t>(blockIdx.x) * kTile;
  const std::int64_t first_filter = static_cast<std::int64_t>(blockIdx.y) * kTile;
  const int thread = static_cast<int>(threadIdx.x);
  const int row = thread / kDepth;
  const int depth = thread % kDepth;
  Origin origins[kGathered];
#pragma unroll
  for (int i = 0; i < kGathered; ++i) {
    origins[i] = origin_of(plan, first_pixel + row + i * kRowStep);
  }
  const int x = thread % kSide;
  const int y = thread / kSide;
  float sum[kPatch][kPatch] = {};
#pragma unroll 1
  for (std::int32_t first = 0; first < plan.terms; first += kDepth) {
    const Place place = place_of(plan, first + depth);
#pragma unroll
    for (int i = 0; i < kGathered; ++i) {
      const int at = row + i * kRowStep;
      windows[depth][at] = element_or_zero(images, image_element(plan, origins[i], place, group));
      columns[depth][at] =
          element_or_zero(filters, filter_element(plan, first_filter + at, first + depth, group));
    }
    __syncthreads();
#pragma unroll
    for (int l = 0; l < kDepth; ++l) {
#pragma unroll
      for (int i = 0; i < kPatch; ++i) {
#pragma unroll
        for (int j = 0; j < kPatch; ++j) {
          sum[i][j] += windows[l][y + i * kSide] * columns[l][x + j * kSide];
        }
      }
    }
    __syncthreads();
  }
  const std::int64_t filters_of_group = plan.shape.group_out();
#pragma unroll
  for (int i = 0; i < kPatch; ++i) {
#pragma unroll
    for (int j = 0; j < kPatch; ++j) {
      const std::int64_t pixel = first_pixel + y + i * kSide;
      const std::int64_t filter = first_filter + x + j * kSide;
      if (pixel >= plan.pixels || filter >= filters_of_group) continue;
      put(out + pixel * plan.shape.channels_out + group * filters_of_group + filter, sum[i][j]);
    }
  }
}

template <typename T>
class TiledConv final : public ConvGpu {
 public:
  using ConvGpu::ConvGpu;

  Result<> enqueue(gpu::gpu_stream stream, int set) override {
    const dim3 grid(static_cast<unsigned>(plan().pixel_tiles),
                    static_cast<unsigned>(plan().filter_tiles),
                    static_cast<unsigned>(plan().shape.groups));
    tiled_kernel<T><<<grid, kThreads, 0, stream>>>(this->template out<T>(set, 0),
                                                   this->template in<T>(set, 0),
                                                   this->template in<T>(set, 1), plan());
    FLEETMARK_GPU(gpuGetLastError());
    return {};
  }

 private:
  using ConvGpu::plan;
};

}  // namespace

MakeGpuResult make_gpu_tiled(const gpu::DeviceShape&, const Problem& problem, int sets) {
  FLEETMARK_TRY(const Shape shape, checked_shape(problem));
  FLEETMARK_TRY(const GpuConv plan, plan_conv(shape, 1, kTile));
  if (problem.dtype == DType::kBf16) {
    return gpu::ready(std::make_unique<TiledConv<std::uint16_t>>(problem.dtype, plan), sets);
  }
  return gpu::ready(std::make_unique<TiledConv<float>>(problem.dtype, plan), sets);
}

}  // namespace fleetmark::conv
