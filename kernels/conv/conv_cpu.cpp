// SPDX-License-Identifier: Apache-2.0
// The table of CPU variants of the conv family.
#include "kernels/conv/conv_kernels.h"
#include "kernels/conv/conv_spec.h"
#include "kernels/cpu/onednn_library.h"

namespace fleetmark {
namespace conv {
namespace {

std::string blocked_text(const cpu::CpuFeatures& features) {
  return "fleetmark " + features.best() + ", windows gathered block by block";
}
std::string onednn_text(const cpu::CpuFeatures&) {
  return cpu::onednn_name() + " direct, channels last, filters packed once";
}
std::vector<DType> blocked_types(const cpu::CpuFeatures&) {
  return {DType::kF32, DType::kF16, DType::kBf16};
}

const std::array<cpu::CpuVariant, 2> kVariants{
    {{"conv.forward", "blocked", false, false, blocked_text, blocked_types, make_blocked},
     {"conv.forward", "onednn", true, false, onednn_text, cpu::onednn_float_types, make_onednn}}};

}  // namespace
}  // namespace conv

std::span<const cpu::CpuVariant> conv_cpu_variants() { return conv::kVariants; }

}  // namespace fleetmark
