// SPDX-License-Identifier: Apache-2.0
// The table of GPU variants of the matmul family. What a name promises: "-kmajor" and our
// tensor-core kernels store B by columns, the others row-major; "fast" and "promoted" say how fp8
// is added up; no scaling, output as the spec has it.
#include "kernels/matmul/gemm_operands_gpu.h"

namespace fleetmark {
namespace matmul {
namespace {

using gpu::DeviceShape;

bool anywhere(const DeviceShape&) { return true; }
bool is_sm90(const DeviceShape& d) { return d.compute_major == 9 && d.compute_minor == 0; }

// Types whose mma.sync a part has: fp8 came with sm_89.
bool has_mma_fp8(const DeviceShape& d) {
  return d.compute_major > 8 || (d.compute_major == 8 && d.compute_minor >= 9);
}
bool is_before_fp8(const DeviceShape& d) { return d.compute_major == 8 && !has_mma_fp8(d); }
bool is_sm89(const DeviceShape& d) { return d.compute_major == 8 && has_mma_fp8(d); }
bool is_newer(const DeviceShape& d) { return d.compute_major > 8; }

constexpr std::string_view kMmaText = "fleetmark mma.sync, 128 x 128 tiles, B K-major";
constexpr std::string_view kFallbackText =
    "fleetmark mma.sync, B K-major: a fallback here, not what this part can do";
constexpr std::string_view kWgmmaText =
    "fleetmark wgmma + TMA, 128 x 256 tiles, B K-major, f32 accumulation in the tensor core";
constexpr std::string_view kPromotedText =
    "fleetmark wgmma + TMA, B K-major, added to f32 registers every 4 k-steps (128 elements)";

std::vector<gpu::GpuVariant> table() {
  const std::vector<DType> every{DType::kF64,  DType::kF32,     DType::kTf32, DType::kF16,
                                 DType::kBf16, DType::kFp8E4m3, DType::kInt8};
  const std::vector<DType> short_types{DType::kTf32, DType::kF16, DType::kBf16, DType::kInt8};
  const std::vector<DType> short_and_fp8{DType::kTf32, DType::kF16, DType::kBf16, DType::kFp8E4m3,
                                         DType::kInt8};
  return {
      {"matmul.gemm", "naive", "fleetmark, one thread per element", every, false, anywhere,
       make_gpu_naive},
      {"matmul.gemm", "tiled", "fleetmark, 64 x 64 tiles in shared memory", every, false, anywhere,
       make_gpu_tiled},
      {"matmul.gemm", "mma", kMmaText, short_types, false, is_before_fp8, make_gpu_mma},
      {"matmul.gemm", "mma", kMmaText, short_and_fp8, false, is_sm89, make_gpu_mma},
      {"matmul.gemm", "mma-fallback", kFallbackText, short_and_fp8, false, is_newer, make_gpu_mma},
      {"matmul.gemm", "wgmma", kWgmmaText, short_and_fp8, false, is_sm90, make_gpu_wgmma},
      {"matmul.gemm",
       "wgmma-promoted",
       kPromotedText,
       {DType::kFp8E4m3},
       false,
       is_sm90,
       make_gpu_wgmma_promoted},
  };
}

}  // namespace
}  // namespace matmul

std::span<const gpu::GpuVariant> matmul_gpu_variants() {
  static const std::vector<gpu::GpuVariant> variants = matmul::table();
  return variants;
}

}  // namespace fleetmark
