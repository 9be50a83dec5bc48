// SPDX-License-Identifier: Apache-2.0
// See check_rows.h.
#include "kernels/api/check_rows.h"

#include "kernels/api/rounding.h"

namespace fleetmark {

double input_stored(DType dtype, const InputRecipe& recipe, int operand, std::uint64_t index) {
  if (dtype == DType::kInt8) return input_value_int8(recipe, operand, index);
  const float value = input_value(recipe, operand, index);
  return static_cast<double>(dtype == DType::kBf16 ? bf16_to_float(bf16_from_float(value)) : value);
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
