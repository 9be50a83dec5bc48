// SPDX-License-Identifier: Apache-2.0
// The table of GPU variants of the matmul family. Only equal modes are compared, and a name
// promises its mode: B is K-major (stored by columns) in every tensor-core kernel of ours and in
// `cublaslt`, row-major in the rest; fp8 is added up in the tensor core ("fast") but for
// "-promoted", which adds to f32 registers every so often. No scaling; output as the spec has it.
// So `wgmma` stands against `cublaslt`, `wgmma-promoted` against `cublaslt-promoted`, `tiled`
// against `cublaslt-rowmajor`.
#include "kernels/matmul/gemm_operands_gpu.h"

namespace fleetmark {
namespace matmul {
namespace {

using gpu::DeviceShape;

bool anywhere(const DeviceShape&) { return true; }
bool is_sm90(const DeviceShape& d) { return d.compute_major == 9 && d.compute_minor == 0; }

// fp8 came with sm_89.
bool has_fp8(const DeviceShape& d) {
  return d.compute_major > 8 || (d.compute_major == 8 && d.compute_minor >= 9);
}
bool lacks_fp8(const DeviceShape& d) { return !has_fp8(d); }
bool is_before_fp8(const DeviceShape& d) { return d.compute_major == 8 && !has_fp8(d); }
bool is_sm89(const DeviceShape& d) { return d.compute_major == 8 && has_fp8(d); }
bool is_newer(const DeviceShape& d) { return d.compute_major > 8; }

// Scaling and output of every variant.
#define FLEETMARK_UNSCALED "; unscaled, f32 or int32 out"
constexpr std::string_view kMmaText =
    "fleetmark mma.sync, 128 x 128 tiles, B K-major; fp8 fast" FLEETMARK_UNSCALED;
constexpr std::string_view kFallbackText =
    "fleetmark mma.sync, B K-major: a fallback here, not what this part can do; fp8 "
    "fast" FLEETMARK_UNSCALED;
constexpr std::string_view kWgmmaText =
    "fleetmark wgmma + TMA, 128 x 256 tiles, B K-major; fp8 fast (added up in the tensor "
    "core)" FLEETMARK_UNSCALED;
constexpr std::string_view kPromotedText =
    "fleetmark wgmma + TMA, B K-major; fp8 promoted to f32 registers every 4 k-steps (128 "
    "elements)" FLEETMARK_UNSCALED;
#undef FLEETMARK_UNSCALED

constexpr std::string_view kNeedsMma = "compute capability 8.0 to 8.9 (newer: mma-fallback)";
constexpr std::string_view kNeedsNewer = "compute capability 9.0 or later (older: mma)";
constexpr std::string_view kNeedsWgmma = "wgmma of compute capability 9.0";
constexpr std::string_view kNeedsFp8 = "fp8 of compute capability 8.9 or later";

// The library's texts name its version and file, known at run time.
struct LtTexts {
  std::string k_major = cublaslt_name() + ", B K-major; fp8 fast; unscaled, f64, f32 or int32 out";
  std::string promoted = cublaslt_name() +
                         ", B K-major; fp8 promoted (fast accumulation off, interval not "
                         "documented); unscaled, f32 out";
  std::string row_major = cublaslt_name() + ", B row-major; unscaled, f64 or f32 out";
};
const LtTexts& lt_texts() {
  static const LtTexts texts;
  return texts;
}

std::vector<gpu::GpuVariant> table() {
  const std::vector<DType> every{DType::kF64,  DType::kF32,     DType::kTf32, DType::kF16,
                                 DType::kBf16, DType::kFp8E4m3, DType::kInt8};
  const std::vector<DType> short_types{DType::kTf32, DType::kF16, DType::kBf16, DType::kInt8};
  const std::vector<DType> short_and_fp8{DType::kTf32, DType::kF16, DType::kBf16, DType::kFp8E4m3,
                                         DType::kInt8};
  const std::vector<DType> before_fp8{DType::kF64, DType::kF32,  DType::kTf32,
                                      DType::kF16, DType::kBf16, DType::kInt8};
  const LtTexts& lt = lt_texts();
  return {
      {"matmul.gemm", "naive", "fleetmark, one thread per element", every, false, anywhere,
       make_gpu_naive},
      {"matmul.gemm", "tiled", "fleetmark, 64 x 64 tiles in shared memory", every, false, anywhere,
       make_gpu_tiled},
      {"matmul.gemm", "mma", kMmaText, short_types, false, is_before_fp8, make_gpu_mma, kNeedsMma},
      {"matmul.gemm", "mma", kMmaText, short_and_fp8, false, is_sm89, make_gpu_mma, kNeedsMma},
      {"matmul.gemm", "mma-fallback", kFallbackText, short_and_fp8, false, is_newer, make_gpu_mma,
       kNeedsNewer},
      {"matmul.gemm", "wgmma", kWgmmaText, short_and_fp8, false, is_sm90, make_gpu_wgmma,
       kNeedsWgmma},
      {"matmul.gemm",
       "wgmma-promoted",
       kPromotedText,
       {DType::kFp8E4m3},
       false,
       is_sm90,
       make_gpu_wgmma_promoted,
       kNeedsWgmma},
      {"matmul.gemm", "cublaslt", lt.k_major, before_fp8, true, lacks_fp8, make_gpu_cublaslt},
      {"matmul.gemm", "cublaslt", lt.k_major, every, true, has_fp8, make_gpu_cublaslt},
      {"matmul.gemm",
       "cublaslt-promoted",
       lt.promoted,
       {DType::kFp8E4m3},
       true,
       has_fp8,
       make_gpu_cublaslt_promoted,
       kNeedsFp8},
      {"matmul.gemm",
       "cublaslt-rowmajor",
       lt.row_major,
       {DType::kF64, DType::kF32, DType::kTf32, DType::kF16, DType::kBf16},
       true,
       anywhere,
       make_gpu_cublaslt_row_major},
      {"matmul.grouped", "tiled", "fleetmark, 64 x 64 tiles in shared memory", every, false,
       anywhere, make_gpu_tiled},
      {"matmul.grouped", "mma", kMmaText, short_types, false, is_before_fp8, make_gpu_mma,
       kNeedsMma},
      {"matmul.grouped", "mma", kMmaText, short_and_fp8, false, is_sm89, make_gpu_mma, kNeedsMma},
      {"matmul.grouped", "mma-fallback", kFallbackText, short_and_fp8, false, is_newer,
       make_gpu_mma, kNeedsNewer},
  };
}

}  // namespace
}  // namespace matmul

std::span<const gpu::GpuVariant> matmul_gpu_variants() {
  static const std::vector<gpu::GpuVariant> variants = matmul::table();
  return variants;
}

}  // namespace fleetmark
