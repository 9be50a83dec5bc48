// SPDX-License-Identifier: Apache-2.0
// See onednn_library.h.
#include "kernels/cpu/onednn_library.h"

#include <oneapi/dnnl/dnnl.h>

namespace fleetmark::cpu {

std::string onednn_name() {
  const dnnl_version_t* version = dnnl_version();
  return "oneDNN " + std::to_string(version->major) + "." + std::to_string(version->minor) + "." +
         std::to_string(version->patch);
}

std::vector<DType> onednn_float_types(const CpuFeatures& features) {
  std::vector<DType> types{DType::kF32};
  if (features.avx512_bf16) types.push_back(DType::kBf16);
  return types;
}

}  // namespace fleetmark::cpu
