// SPDX-License-Identifier: Apache-2.0
#include "kernels/api/check_rows.h"

#include <gtest/gtest.h>

#include "kernels/api/rounding.h"

namespace fleetmark {
namespace {

TEST(CheckRows, rounding_errs_by_no_more_than_stated_also_below_the_normal_numbers) {
  double worst_ratio = 0;
  for (float value = 0x1p-30F; value < 60000; value *= 1.00037F) {
    const double rounded = static_cast<double>(f16_to_float(f16_from_float(value)));
    const double error = std::fabs(rounded - static_cast<double>(value));
    worst_ratio =
        std::max(worst_ratio, error / rounding_error(DType::kF16, static_cast<double>(value)));
  }
  EXPECT_LE(worst_ratio, 1);
  EXPECT_GT(worst_ratio, 0.99);
  EXPECT_EQ(rounding_error(DType::kF16, -1), 0x1p-11);
  EXPECT_EQ(rounding_error(DType::kF32, 2), 0x1p-23);
  EXPECT_EQ(rounding_error(DType::kInt8, 100), 0);
}

TEST(CheckRows, operands_are_what_their_type_can_hold) {
  const InputRecipe recipe{DataPattern::kUniform, 3};
  for (std::uint64_t i = 0; i < 100; ++i) {
    const float value = input_value(recipe, 1, i);
    EXPECT_EQ(input_stored(DType::kF32, recipe, 1, i), value);
    EXPECT_EQ(input_stored(DType::kBf16, recipe, 1, i), bf16_to_float(bf16_from_float(value)));
    EXPECT_EQ(input_stored(DType::kF16, recipe, 1, i), f16_to_float(f16_from_float(value)));
    EXPECT_EQ(input_stored(DType::kFp8E4m3, recipe, 1, i), e4m3_to_float(e4m3_from_float(value)));
  }
}

}  // namespace
}  // namespace fleetmark
