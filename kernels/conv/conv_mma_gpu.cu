// SPDX-License-Identifier: Apache-2.0
// Convolution in bf16 on tensor cores by mma.sync, as an implicit product.
//
// Idea: the GEMM of matmul/gemm_mma_gpu.cu, whose rows of A are never stored: cp.async gathers each
//   window's 16-byte pieces (eight channels of one pixel) into the stage where they are multiplied.
//   A thread copies the same four rows of the tile at every step, so it works out where their
//   windows begin once, and where in the window it stands once a step.
// Bytes and flops: conv_spec.h; images are read kernel^2 / stride^2 times for each 128 filters,
//   mostly from the second-level cache; products with padded channels and filters do not count.
// Launch: 256 threads per 128 pixels x 128 filters of a group, 96 KiB shared.
// Known limit: groups of few channels leave most of a tile empty; the variant tiled wastes less.
#include "kernels/conv/conv_gpu.h"
#include "kernels/gpu/mma_tile.cuh"
#include "kernels/gpu/packs.cuh"

namespace fleetmark::conv {
namespace {

constexpr int kChunkElements = 8;                   // of bf16 in 16 bytes
constexpr int kSpanElements = gpu::kSpanBytes / 2;  // terms of a stage
constexpr int kCopyRows = gpu::kMmaThreads / 8;     // rows from one copy of a thread to its next

struct ConvArguments {
  const std::uint16_t* images;
  const std::uint16_t* filters;
  std::uint16_t* out;
  GpuConv plan;
};

// Eight channels, or zeros where there is nothing.
__device__ __forceinline__ void copy_chunk(std::uint32_t to, const std::uint16_t* from,
                                           std::int64_t element) {
  gpu::copy_async(to, from + (element < 0 ? 0 : element), element >= 0);
}

__global__ void __launch_bounds__(gpu::kMmaThreads) mma_kernel(const ConvArguments args) {
  extern __shared__ __align__(1024) unsigned char shared[];
  const auto base = static_cast<std::uint32_t>(__cvta_generic_to_shared(shared));
  const GpuConv& plan = args.plan;
  const std::int64_t group = blockIdx.z;
  const std::int64_t first_pixel = static_cast<std::int64_t>(blockIdx.x) * gpu::kMmaTile;
  const std::int64_t first_filter = static_cast<std::int64_t>(blockIdx.y) * gpu::kMmaTile;
  const gpu::TileByte mine = gpu::mma_copy(static_cast<int>(threadIdx.x), 0);
  Origin origins[gpu::kMmaCopies];
#pragma unroll
  for (int part = 0; part < gpu::kMmaCopies; ++part) {
    origins[part] = origin_of(plan, first_pixel + mine.row + part * kCopyRows);
  }
  const int spans = (plan.terms + kSpanElements - 1) / kSpanElements;
  const auto load_stage = [&](int span) {
    if (span < spans) {
      const std::uint32_t to =
          base + static_cast<std::uint32_t>(span % gpu::kMmaStages * gpu::kMmaStageBytes);
      const std::int32_t term = span * kSpanElements + mine.byte / 2;
      const Place place = place_of(plan, term);
#pragma unroll
      for (int part = 0; part < gpu::kMmaCopies; ++part) {
        const int row = mine.row + part * kCopyRows;
        const std::uint32_t at = to + gpu::mma_offset({row, mine.byte});
        copy_chunk(at, args.images, image_element(plan, origins[part], place, group));
        copy_chunk(at + gpu::kMmaTileBytes, args.filters,
                   filter_element(plan, first_filter + row, term, group));
      }
    }
    gpu::copy_commit();  // an empty group at the end keeps the count
  };
  for (int stage = 0; stage < gpu::kMmaStages - 1; ++stage) load_stage(stage);
  const gpu::Element warp_at = gpu::mma_warp_origin(static_cast<int>(threadIdx.x) / 32);
  const bool has_work = first_pixel + warp_at.row < plan.pixels &&
                        first_filter + warp_at.column < plan.shape.group_out();
  gpu::WarpTile<DType::kBf16> tile;
#pragma unroll 1
  for (int span = 0; span < spans; ++span) {
    gpu::copy_wait<gpu::kMmaStages - 2>();
    __syncthreads();  // the stage has come, and everybody is done with the one before it
    load_stage(span + gpu::kMmaStages - 1);
    const std::uint32_t stage =
        base + static_cast<std::uint32_t>(span % gpu::kMmaStages * gpu::kMmaStageBytes);
    if (has_work) tile.multiply(stage, stage + gpu::kMmaTileBytes, warp_at.row, warp_at.column);
  }
  const std::int64_t filters = plan.shape.group_out();
  const std::int64_t channels = plan.shape.channels_out;
  std::uint16_t* const out = args.out + group * filters;
  tile.for_each_pair(
      first_pixel + warp_at.row, first_filter + warp_at.column,
      [&](std::int64_t pixel, std::int64_t filter, float first, float second) {
        if (pixel >= plan.pixels || filter >= filters) return;
        const std::uint32_t both = gpu::pack_bf16(first, second);
        std::uint16_t* const to = out + pixel * channels + filter;
        if (filters % 2 == 0) {  // then every pair begins on 4 bytes and has its second
          *reinterpret_cast<std::uint32_t*>(to) = both;
          return;
        }
        to[0] = static_cast<std::uint16_t>(both);
        if (filter + 1 < filters) to[1] = static_cast<std::uint16_t>(both >> 16);
      });
}

class MmaConv final : public ConvGpu {
 public:
  explicit MmaConv(const GpuConv& plan) : ConvGpu(DType::kBf16, plan) {}

  Result<> allocate(int sets) override {
    FLEETMARK_GPU(gpuFuncSetAttribute(reinterpret_cast<const void*>(mma_kernel),
                                      gpuFuncAttributeMaxDynamicSharedMemorySize,
                                      gpu::kMmaSharedBytes));
    return ArrayKernel::allocate(sets);
  }
  Result<> enqueue(gpu::gpu_stream stream, int set) override {
    const dim3 grid(static_cast<unsigned>(plan().pixel_tiles),
                    static_cast<unsigned>(plan().filter_tiles),
                    static_cast<unsigned>(plan().shape.groups));
    mma_kernel<<<grid, gpu::kMmaThreads, gpu::kMmaSharedBytes, stream>>>(
        {in<std::uint16_t>(set, 0), in<std::uint16_t>(set, 1), out<std::uint16_t>(set, 0), plan()});
    FLEETMARK_GPU(gpuGetLastError());
    return {};
  }
};

}  // namespace

MakeGpuResult make_gpu_mma(const gpu::DeviceShape&, const Problem& problem, int sets) {
  FLEETMARK_TRY(const Shape shape, checked_shape(problem));
  FLEETMARK_TRY(const GpuConv plan, plan_conv(shape, kChunkElements, gpu::kMmaTile));
  return gpu::ready(std::make_unique<MmaConv>(plan), sets);
}

}  // namespace fleetmark::conv
