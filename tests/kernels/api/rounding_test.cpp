// SPDX-License-Identifier: Apache-2.0
// The short formats, exhaustively: every code against its closed form, every boundary between
// neighbours on its two sides and in the middle, and f16 against the compiler's own type.
#include "kernels/api/rounding.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace fleetmark {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

// sign * 2^(e - bias) * (1 + m / 2^bits), or 2^(1 - bias) * m / 2^bits when e is 0.
double by_definition(unsigned code, int mantissa_bits, int bias) {
  const auto mantissa = static_cast<double>(code & ((1U << mantissa_bits) - 1U));
  const auto exponent = static_cast<int>(code >> mantissa_bits);
  const double fraction = std::ldexp(mantissa, -mantissa_bits);
  return exponent == 0 ? std::ldexp(fraction, 1 - bias) : std::ldexp(1 + fraction, exponent - bias);
}

// Neighbours c and c + 1: the middle goes to the even code, anything off it to the nearer one.
template <typename Encode, typename Decode>
void check_between(unsigned code, Encode encode, Decode decode) {
  const float low = decode(code);
  const float high = decode(code + 1);
  const float middle = low + (high - low) / 2;  // exact: one bit more than the short format
  const unsigned even = code % 2 == 0 ? code : code + 1;
  EXPECT_EQ(encode(middle), even) << code;
  EXPECT_EQ(encode(std::nextafter(middle, -kInfinity)), code) << code;
  EXPECT_EQ(encode(std::nextafter(middle, kInfinity)), code + 1) << code;
}

TEST(Rounding, every_f16_code_is_its_closed_form_and_comes_back) {
  for (unsigned code = 0; code < 0x7C00U; ++code) {
    const double value = by_definition(code, 10, 15);
    EXPECT_EQ(static_cast<double>(f16_to_float(static_cast<std::uint16_t>(code))), value);
    EXPECT_EQ(f16_from_float(static_cast<float>(value)), code);
    EXPECT_EQ(f16_from_float(static_cast<float>(-value)), code | 0x8000U);
    EXPECT_EQ(f16_to_float(static_cast<std::uint16_t>(code | 0x8000U)), static_cast<float>(-value));
  }
  EXPECT_EQ(f16_to_float(0x7C00U), kInfinity);
  EXPECT_TRUE(std::isnan(f16_to_float(0x7E00U)));
  EXPECT_EQ(f16_from_float(std::numeric_limits<float>::quiet_NaN()), 0x7E00U);
}

TEST(Rounding, f16_rounds_to_nearest_even_everywhere) {
  const auto encode = [](float v) { return static_cast<unsigned>(f16_from_float(v)); };
  const auto decode = [](unsigned c) { return f16_to_float(static_cast<std::uint16_t>(c)); };
  for (unsigned code = 0; code + 1 < 0x7C00U; ++code) check_between(code, encode, decode);
  EXPECT_EQ(f16_from_float(65519.996F), 0x7BFFU);  // the last that stays finite
  EXPECT_EQ(f16_from_float(65520.0F), 0x7C00U);
  EXPECT_EQ(f16_from_float(1e30F), 0x7C00U);
  EXPECT_EQ(f16_from_float(-kInfinity), 0xFC00U);
  EXPECT_EQ(f16_from_float(0x1p-25F), 0U);  // half of the smallest subnormal: to even
  EXPECT_EQ(f16_from_float(0x1.000002p-25F), 1U);
  EXPECT_EQ(f16_from_float(std::numeric_limits<float>::denorm_min()), 0U);
}

#if !defined(__clang__)  // whose _Float16 needs a CPU that has it
TEST(Rounding, f16_agrees_with_the_compiler) {
  for (std::uint32_t bits = 0; bits < 0x7F800000U; bits += 9973) {
    const auto value = std::bit_cast<float>(bits);
    ASSERT_EQ(f16_from_float(value), std::bit_cast<std::uint16_t>(static_cast<_Float16>(value)))
        << value;
  }
}
#endif

TEST(Rounding, every_e4m3_code_is_its_closed_form_and_comes_back) {
  for (unsigned code = 0; code < 0x7FU; ++code) {
    const double value = by_definition(code, 3, 7);
    EXPECT_EQ(static_cast<double>(e4m3_to_float(static_cast<std::uint8_t>(code))), value);
    EXPECT_EQ(e4m3_from_float(static_cast<float>(value)), code);
    EXPECT_EQ(e4m3_from_float(static_cast<float>(-value)), code | 0x80U);
    EXPECT_EQ(e4m3_to_float(static_cast<std::uint8_t>(code | 0x80U)), static_cast<float>(-value));
  }
  EXPECT_EQ(e4m3_to_float(0x7E), 448.0F);
  EXPECT_EQ(e4m3_to_float(0x01), 0x1p-9F);
  EXPECT_TRUE(std::isnan(e4m3_to_float(0x7F)));
  EXPECT_TRUE(std::isnan(e4m3_to_float(0xFF)));
}

TEST(Rounding, e4m3_rounds_to_nearest_even_and_saturates) {
  const auto encode = [](float v) { return static_cast<unsigned>(e4m3_from_float(v)); };
  const auto decode = [](unsigned c) { return e4m3_to_float(static_cast<std::uint8_t>(c)); };
  for (unsigned code = 0; code + 1 < 0x7FU; ++code) check_between(code, encode, decode);
  EXPECT_EQ(e4m3_from_float(464.0F), 0x7EU);
  EXPECT_EQ(e4m3_from_float(1e30F), 0x7EU);
  EXPECT_EQ(e4m3_from_float(-kInfinity), 0xFEU);
  EXPECT_EQ(e4m3_from_float(std::numeric_limits<float>::quiet_NaN()), 0x7FU);
  EXPECT_EQ(e4m3_from_float(0x1p-10F), 0U);  // half of the smallest subnormal: to even
  EXPECT_EQ(e4m3_from_float(0x1.000002p-10F), 1U);
  EXPECT_EQ(e4m3_from_float(-0x1p-30F), 0x80U);
}

TEST(Rounding, tf32_keeps_ten_bits_of_mantissa_to_nearest_even) {
  for (unsigned mantissa = 0; mantissa < 1024; ++mantissa) {
    const float value = 1.0F + static_cast<float>(mantissa) * 0x1p-10F;
    const float next = value + 0x1p-10F;
    const float middle = value + 0x1p-11F;
    EXPECT_EQ(tf32_round(value), value);
    EXPECT_EQ(tf32_round(-value), -value);
    EXPECT_EQ(tf32_round(middle), mantissa % 2 == 0 ? value : next);
    EXPECT_EQ(tf32_round(std::nextafter(middle, 0.0F)), value);
    EXPECT_EQ(tf32_round(std::nextafter(middle, 4.0F)), next);
  }
  EXPECT_EQ(tf32_round(0.0F), 0.0F);
}

}  // namespace
}  // namespace fleetmark
