// SPDX-License-Identifier: Apache-2.0
// The element types kernels work on: one table gives name, size and unit roundoff.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace fleetmark {

enum class DType { kF64, kF32, kTf32, kF16, kBf16, kFp8E4m3, kInt8 };

struct DTypeRow {
  DType dtype;
  std::string_view name;
  std::size_t bytes;
  double unit_roundoff;  // largest relative rounding error, round to nearest; 0 for integers
};

inline constexpr std::array<DTypeRow, 7> kDTypes{{
    {DType::kF64, "f64", 8, 0x1p-53},
    {DType::kF32, "f32", 4, 0x1p-24},
    {DType::kTf32, "tf32", 4, 0x1p-11},
    {DType::kF16, "f16", 2, 0x1p-11},
    {DType::kBf16, "bf16", 2, 0x1p-8},
    {DType::kFp8E4m3, "fp8_e4m3", 1, 0x1p-4},
    {DType::kInt8, "int8", 1, 0.0},
}};

constexpr const DTypeRow& dtype_row(DType dtype) {
  return kDTypes[static_cast<std::size_t>(dtype)];
}
constexpr std::string_view name_of(DType dtype) { return dtype_row(dtype).name; }
constexpr std::size_t bytes_of(DType dtype) { return dtype_row(dtype).bytes; }

constexpr std::optional<DType> dtype_from_name(std::string_view name) {
  for (const auto& row : kDTypes) {
    if (row.name == name) return row.dtype;
  }
  return std::nullopt;
}

}  // namespace fleetmark
