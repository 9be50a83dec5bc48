// SPDX-License-Identifier: Apache-2.0
// See widened_roofs.h.
#include "harness/model/widened_roofs.h"

#include <algorithm>

namespace fleetmark::model {

Roofs with_widened_types(Roofs roofs, const DeviceInfo& device) {
  const auto isa = std::ranges::find(device.facts, "isa", &DeviceFact::key);
  const auto f32 = roofs.peaks.find("fp32");
  if (device.backend != "cpu" || isa == device.facts.end() || !isa->text ||
      f32 == roofs.peaks.end()) {
    return roofs;
  }
  const Roof widened{f32->second.per_s,
                     f32->second.origin + " (of f32, to which this CPU widens the type)"};
  // "avx512_bf16" and "amx_bf16": their peak is another one, and is not guessed.
  if (isa->text->find("bf16") == std::string::npos) roofs.peaks.try_emplace("bf16", widened);
  for (const char* type : {"fp16", "fp8"}) roofs.peaks.try_emplace(type, widened);
  return roofs;
}

}  // namespace fleetmark::model
