// SPDX-License-Identifier: Apache-2.0
// Floating-point elements as they lie in memory, told apart by type, so that a loop is written once
// and compiled for each of them.
#pragma once

#include <cstdint>

#include "kernels/api/dtype.h"

namespace fleetmark::cpu {

struct Bf16 {
  std::uint16_t bits;
  bool operator==(const Bf16&) const = default;
};
struct F16 {
  std::uint16_t bits;
  bool operator==(const F16&) const = default;
};
struct E4m3 {
  std::uint8_t bits;
  bool operator==(const E4m3&) const = default;
};

// The same loop for every type of element.
template <typename Loop>
struct FloatLoops {
  Loop f32, bf16, f16;
  Loop e4m3 = nullptr;  // of matrix products and attention alone

  [[nodiscard]] constexpr const Loop& of(DType dtype) const {
    if (dtype == DType::kFp8E4m3) return e4m3;
    if (dtype == DType::kF16) return f16;
    return dtype == DType::kBf16 ? bf16 : f32;
  }
};

}  // namespace fleetmark::cpu
