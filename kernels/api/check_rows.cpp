// SPDX-License-Identifier: Apache-2.0
// See check_rows.h.
#include "kernels/api/check_rows.h"

#include "kernels/api/rounding.h"

namespace fleetmark {

double input_stored(DType dtype, const InputRecipe& recipe, int operand, std::uint64_t index) {
  if (dtype == DType::kInt8) return input_value_int8(recipe, operand, index);
  const float value = input_value(recipe, operand, index);
  switch (dtype) {
    case DType::kTf32:
      return static_cast<double>(tf32_round(value));
    case DType::kF16:
      return static_cast<double>(f16_to_float(f16_from_float(value)));
    case DType::kBf16:
      return static_cast<double>(bf16_to_float(bf16_from_float(value)));
    case DType::kFp8E4m3:
      return static_cast<double>(e4m3_to_float(e4m3_from_float(value)));
    default:
      return static_cast<double>(value);
  }
}

double rounding_error(DType dtype, double value) {
  // Below the normal numbers the error no longer falls with the value; of types with the exponent
  // of f32 no answer of ours is that small.
  const double least = dtype == DType::kF16 ? 0x1p-24 : dtype == DType::kFp8E4m3 ? 0x1p-9 : 0.0;
  return std::max(dtype_row(dtype).unit_roundoff * std::fabs(value), least / 2);
}

double largest_input(DataPattern pattern) {
  switch (pattern) {
    case DataPattern::kUniform:
    case DataPattern::kConstant:
      return 1;
    case DataPattern::kNormal:
      return 6;
    case DataPattern::kZeros:
      return 0;
    case DataPattern::kSmallIntegers:
      return 3;
  }
  return 0;
}

}  // namespace fleetmark
