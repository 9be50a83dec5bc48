// SPDX-License-Identifier: Apache-2.0
// The table of CPU variants of the matmul family.
#include "kernels/cpu/onednn_library.h"
#include "kernels/matmul/gemm_libraries.h"
#include "kernels/matmul/matmul_spec.h"

namespace fleetmark {
namespace matmul {
namespace {

std::string naive_name(const cpu::CpuFeatures&) { return "fleetmark oracle"; }
std::string openblas_text(const cpu::CpuFeatures&) { return openblas_name(); }
std::string packed_text(const cpu::CpuFeatures&) { return cpu::onednn_name() + ", B packed once"; }
std::string plain_text(const cpu::CpuFeatures&) { return cpu::onednn_name() + ", B row-major"; }

std::vector<DType> every_type(const cpu::CpuFeatures&) {
  return {DType::kF64,  DType::kF32,     DType::kTf32, DType::kF16,
          DType::kBf16, DType::kFp8E4m3, DType::kInt8};
}
std::vector<DType> blas_types(const cpu::CpuFeatures&) { return {DType::kF64, DType::kF32}; }

std::vector<DType> skinny_types(const cpu::CpuFeatures&) {
  return {DType::kF32, DType::kF16, DType::kBf16, DType::kFp8E4m3};
}

const std::array<cpu::CpuVariant, 6> kVariants{{
    {"matmul.gemm", "naive", false, true, naive_name, every_type, make_naive},
    {"matmul.gemm", "onednn", true, false, packed_text, onednn_dtypes, make_onednn_packed},
    {"matmul.gemm", "onednn-plain", true, false, plain_text, onednn_dtypes, make_onednn_plain},
    {"matmul.gemm", "openblas", true, false, openblas_text, blas_types, make_openblas},
    {"matmul.gemm", "skinny", false, false, skinny_name, skinny_types, make_skinny},
    {"matmul.grouped", "skinny", false, false, skinny_name, skinny_types, make_skinny},
}};

}  // namespace
}  // namespace matmul

std::span<const cpu::CpuVariant> matmul_cpu_variants() { return matmul::kVariants; }

}  // namespace fleetmark
