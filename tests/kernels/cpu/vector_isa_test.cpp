// SPDX-License-Identifier: Apache-2.0
// The shared vector toolkit as any x86-64 CPU runs it; what the families build from it for wider
// vectors is checked by their own oracles.
#include "kernels/cpu/vector_isa.h"

#include <gtest/gtest.h>

#include <cmath>

#include "kernels/api/rounding.h"

namespace fleetmark::cpu {
namespace {

TEST(VectorIsa, the_exponential_errs_by_three_units_at_most) {
  double worst = 0;
  for (int i = -86990; i <= 88000; i += 7) {
    const float x = static_cast<float>(i) * 1e-3F;
    const double right = std::exp(static_cast<double>(x));
    const double found = static_cast<double>(exponential(splat(x))[0]);
    worst = std::max(worst, std::abs(found / right - 1));
  }
  EXPECT_LE(worst, 3 * 0x1p-24);
  EXPECT_EQ(exponential(splat(0.0F))[0], 1.0F);
  EXPECT_EQ(exponential(splat(-87.5F))[0], 0.0F);
  EXPECT_EQ(exponential(splat(-1e30F))[0], 0.0F);
}

TEST(VectorIsa, stores_to_bf16_round_as_the_scalar_rule) {
  for (std::uint32_t i = 0; i < 40000; ++i) {
    const auto bits = static_cast<std::uint32_t>(i * 2654435761U);
    const float value = std::bit_cast<float>(bits);
    Bf16 stored[kLanes];
    store(stored, splat(value));
    if (std::isnan(value)) {
      EXPECT_TRUE(std::isnan(widen(stored[0])));
    } else if (value != 0) {
      ASSERT_EQ(stored[0].bits, bf16_from_float(value)) << value;
    }
  }
}

TEST(VectorIsa, codes_are_the_nearest_integers) {
  for (int i = -1270; i <= 1270; ++i) {
    const float value = static_cast<float>(i) / 10;
    std::int8_t code[kLanes];
    store(code, nearest(splat(value)));
    ASSERT_EQ(code[0], static_cast<int>(std::nearbyint(value))) << value;
  }
}

}  // namespace
}  // namespace fleetmark::cpu
