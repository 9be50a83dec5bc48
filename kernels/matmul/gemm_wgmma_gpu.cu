// SPDX-License-Identifier: Apache-2.0
// The host side of the sm_90a GEMM: plan, tensor maps, launch. The kernel itself: wgmma_kernel.cuh.
#include <algorithm>
#include <limits>

#include "kernels/matmul/gemm_operands_gpu.h"
#include "kernels/matmul/gemm_wgmma.h"
#include "kernels/matmul/tensor_map_gpu.h"

namespace fleetmark::matmul {
namespace {

using FindFunction = const void* (*)(int tile_n);

struct WgmmaMode {
  FindFunction find;
  int max_tile_n;
};

Result<WgmmaMode> mode_of(DType dtype, bool is_promoted) {
  if (is_promoted) return WgmmaMode{wgmma_fp8_promoted, 128};
  switch (dtype) {
    case DType::kBf16:
      return WgmmaMode{wgmma_bf16, 256};
    case DType::kF16:
      return WgmmaMode{wgmma_f16, 256};
    case DType::kTf32:
      return WgmmaMode{wgmma_tf32, 256};
    case DType::kFp8E4m3:
      return WgmmaMode{wgmma_fp8_fast, 256};
    case DType::kInt8:
      return WgmmaMode{wgmma_int8, 256};
    default:
      return Error{ErrorCode::kNotSupported,
                   "wgmma has no " + std::string(name_of(dtype)) + " instruction"};
  }
}

gpu::gpu_launch_config launch_config(const WgmmaPlan& plan, gpu::gpu_launch_attribute& cluster,
                                     gpu::gpu_stream stream) {
  cluster.id = gpu::kGpuClusterDimension;
  cluster.val.clusterDim = {static_cast<unsigned>(plan.order.cluster), 1, 1};
  gpu::gpu_launch_config config{};
  config.gridDim = static_cast<unsigned>(plan.blocks);
  config.blockDim = kWgmmaThreads;
  config.dynamicSmemBytes = static_cast<std::size_t>(plan.map.total_bytes());
  config.stream = stream;
  config.attrs = &cluster;
  config.numAttrs = 1;
  return config;
}

class WgmmaGpu final : public GpuGemm {
 public:
  WgmmaGpu(const Problem& problem, const WgmmaMode& mode, const gpu::DeviceShape& device)
      : GpuGemm(problem, BLayout::kKMajor),
        plan_(plan_wgmma(shape(), bytes_of(problem.dtype), mode.max_tile_n, device)),
        function_(mode.find(plan_.map.tile_n)) {}

  Result<> prepare(int sets) {
    FLEETMARK_ASSERT(function_ != nullptr);
    FLEETMARK_CHECK(allocate(sets));
    FLEETMARK_GPU(gpuFuncSetAttribute(function_, gpuFuncAttributeMaxDynamicSharedMemorySize,
                                      plan_.map.total_bytes()));
    FLEETMARK_CHECK(fit_grid());
    arguments_.order = plan_.order;
    arguments_.k_blocks = plan_.k_blocks;
    arguments_.row_elements = kRowBytes / static_cast<int>(bytes_of(dtype()));
    arguments_.rows = static_cast<int>(shape().m);
    arguments_.columns = static_cast<int>(shape().n);
    for (int index = 0; index < operand_sets(); ++index) {
      FLEETMARK_TRY(const Maps maps, maps_of(set(index)));
      maps_.push_back(maps);
    }
    return {};
  }

  Result<> enqueue(gpu::gpu_stream stream, int index) override {
    gpu::gpu_launch_attribute cluster{};
    const gpu::gpu_launch_config config = launch_config(plan_, cluster, stream);
    Maps& maps = maps_[static_cast<std::size_t>(index)];
    void* arguments[] = {&maps.a, &maps.b, &maps.c, &arguments_};
    FLEETMARK_GPU(gpuLaunchKernelExC(&config, function_, arguments));
    return {};
  }

 private:
  struct Maps {
    CUtensorMap a, b, c;
  };

  // Parts with SMs switched off may not hold a cluster on every SM.
  Result<> fit_grid() {
    gpu::gpu_launch_attribute cluster{};
    const gpu::gpu_launch_config config = launch_config(plan_, cluster, nullptr);
    int at_once = 0;
    FLEETMARK_GPU(gpuOccupancyMaxActiveClusters(&at_once, function_, &config));
    if (at_once < 1) return Error{ErrorCode::kNotSupported, "no cluster of blocks fits this part"};
    plan_.blocks = std::min(plan_.blocks, at_once * plan_.order.cluster);
    return {};
  }

  [[nodiscard]] Result<Maps> maps_of(const GpuGemmSet& operands) const {
    const auto in = static_cast<std::int64_t>(bytes_of(dtype()));
    const int columns = arguments_.row_elements;
    const Shape& s = shape();
    Maps maps{};
    FLEETMARK_TRY(maps.a, make_tensor_map({tensor_type(dtype()), in, operands.a.as<void>(), s.m,
                                           s.k, pitches().a, kWgmmaTileM, columns}));
    FLEETMARK_TRY(maps.b,
                  make_tensor_map({tensor_type(dtype()), in, operands.b.as<void>(), s.n, s.k,
                                   pitches().b, plan_.map.tile_n / plan_.order.cluster, columns}));
    const auto out =
        dtype() == DType::kInt8 ? CU_TENSOR_MAP_DATA_TYPE_INT32 : CU_TENSOR_MAP_DATA_TYPE_FLOAT32;
    FLEETMARK_TRY(maps.c, make_tensor_map({out, 4, operands.c.as<void>(), s.m, s.n, pitches().c, 64,
                                           kStoreColumns}));
    return maps;
  }

  WgmmaPlan plan_;
  const void* function_;
  WgmmaArguments arguments_;
  std::vector<Maps> maps_;
};

MakeGpuResult make(const gpu::DeviceShape& device, const Problem& problem, int sets,
                   bool is_promoted) {
  const Shape s = shape_of(problem);
  // Coordinates of the copy engine are 32-bit; the last tile may reach 256 beyond the edge.
  if (std::max({s.m, s.n, s.k}) > std::int64_t{std::numeric_limits<std::int32_t>::max()} - 512) {
    return Error{ErrorCode::kNotSupported, "m, n and k must stay below 2^31 - 512"};
  }
  FLEETMARK_TRY(const WgmmaMode mode, mode_of(problem.dtype, is_promoted));
  auto kernel = std::make_unique<WgmmaGpu>(problem, mode, device);
  FLEETMARK_CHECK(kernel->prepare(sets));
  return std::unique_ptr<gpu::GpuKernel>(std::move(kernel));
}

}  // namespace

MakeGpuResult make_gpu_wgmma(const gpu::DeviceShape& device, const Problem& problem, int sets) {
  return make(device, problem, sets, false);
}
MakeGpuResult make_gpu_wgmma_promoted(const gpu::DeviceShape& device, const Problem& problem,
                                      int sets) {
  return make(device, problem, sets, true);
}

}  // namespace fleetmark::matmul
