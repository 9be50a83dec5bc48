// SPDX-License-Identifier: Apache-2.0
// The table of GPU variants of the conv family.
#include "kernels/conv/conv_gpu.h"

namespace fleetmark {
namespace conv {
namespace {

bool anywhere(const gpu::DeviceShape&) { return true; }
bool has_mma(const gpu::DeviceShape& d) { return d.compute_major == 8; }
bool is_newer(const gpu::DeviceShape& d) { return d.compute_major >= 9; }

std::vector<gpu::GpuVariant> table() {
  constexpr std::string_view kConv = "conv.forward";
  constexpr std::string_view kMma = "fleetmark mma.sync, 128 x 128 tiles, windows gathered";
  const std::vector<DType> both{DType::kF32, DType::kBf16};
  const std::vector<DType> bf16{DType::kBf16};
  return {{kConv, "mma", kMma, bf16, false, has_mma, make_gpu_mma,
           "compute capability 8.x; newer parts have faster instructions"},
          {kConv, "mma-fallback", kMma, bf16, false, is_newer, make_gpu_mma,
           "compute capability 9.0 or later"},
          {kConv, "tiled", "fleetmark ordinary cores, 64 x 64 tiles, windows gathered", both, false,
           anywhere, make_gpu_tiled}};
}

}  // namespace
}  // namespace conv

std::span<const gpu::GpuVariant> conv_gpu_variants() {
  static const std::vector<gpu::GpuVariant> variants = conv::table();
  return variants;
}

}  // namespace fleetmark
