// SPDX-License-Identifier: Apache-2.0
// The table of GPU variants of the attention family.
#include "kernels/attention/attention_gpu.h"

namespace fleetmark {
namespace attention {
namespace {

bool has_mma(const gpu::DeviceShape& d) { return d.compute_major >= 8; }

constexpr std::string_view kNeedsMma = "mma.sync in bf16, of compute capability 8.0 or later";
constexpr std::string_view kSplitText =
    "fleetmark, splits of the cache over all SMs, weights of 16 bits; bf16: mma.sync";
constexpr std::string_view kMmaText =
    "fleetmark mma.sync, 128 x 64 tiles, weights in two bf16 parts";
constexpr std::string_view kPlainText =
    "fleetmark, a fallback for any sizes; f32: ordinary cores, bf16: mma.sync";

std::vector<gpu::GpuVariant> table() {
  const std::vector<DType> both{DType::kF32, DType::kBf16};
  const std::vector<DType> bf16{DType::kBf16};
  std::vector<gpu::GpuVariant> variants;
  for (const std::string_view kernel : {"attention.decode", "attention.mla_decode"}) {
    variants.push_back(
        {kernel, "split", kSplitText, both, false, has_mma, make_gpu_decode, kNeedsMma});
  }
  for (const std::string_view kernel : {"attention.encode", "attention.prefill"}) {
    variants.push_back(
        {kernel, "mma", kMmaText, bf16, false, has_mma, make_gpu_prefill_mma, kNeedsMma});
    variants.push_back(
        {kernel, "plain", kPlainText, both, false, has_mma, make_gpu_decode, kNeedsMma});
  }
  return variants;
}

}  // namespace
}  // namespace attention

std::span<const gpu::GpuVariant> attention_gpu_variants() {
  static const std::vector<gpu::GpuVariant> variants = attention::table();
  return variants;
}

}  // namespace fleetmark
