// SPDX-License-Identifier: Apache-2.0
// The table of CPU variants of the attention family.
#include "kernels/attention/attention_operands.h"

namespace fleetmark {
namespace attention {
namespace {

std::string split_text(const cpu::CpuFeatures& features) {
  return "fleetmark " + features.best() + ", split over the cache";
}
std::string tiled_text(const cpu::CpuFeatures& features) {
  return "fleetmark " + features.best() + ", tiled, online softmax";
}
std::vector<DType> dtypes(const cpu::CpuFeatures&) {
  return {DType::kF32, DType::kF16, DType::kBf16, DType::kFp8E4m3};
}

const std::array<cpu::CpuVariant, 4> kVariants{
    {{"attention.decode", "split", false, false, split_text, dtypes, make_decode},
     {"attention.encode", "tiled", false, false, tiled_text, dtypes, make_prefill},
     {"attention.mla_decode", "split", false, false, split_text, dtypes, make_decode},
     {"attention.prefill", "tiled", false, false, tiled_text, dtypes, make_prefill}}};

}  // namespace
}  // namespace attention

std::span<const cpu::CpuVariant> attention_cpu_variants() { return attention::kVariants; }

}  // namespace fleetmark
