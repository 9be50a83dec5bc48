// SPDX-License-Identifier: Apache-2.0
// Rounding to the short floating-point formats, to nearest even; bit-exact on host and device.
#pragma once

#include <bit>
#include <cstdint>

namespace fleetmark {

constexpr std::uint16_t bf16_from_float(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  if ((bits & 0x7FFFFFFFU) > 0x7F800000U) return static_cast<std::uint16_t>((bits >> 16) | 0x40U);
  const std::uint32_t round = 0x7FFFU + ((bits >> 16) & 1U);
  return static_cast<std::uint16_t>((bits + round) >> 16);
}

constexpr float bf16_to_float(std::uint16_t bits) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

namespace detail {

// A binary format of sign, exponent and `mantissa_bits`, with gradual underflow.
struct ShortFormat {
  int mantissa_bits;
  int bias;
  constexpr int least_exponent() const { return 1 - bias; }  // of a normal number
};

inline constexpr ShortFormat kF16Format{.mantissa_bits = 10, .bias = 15};
inline constexpr ShortFormat kE4m3Format{.mantissa_bits = 3, .bias = 7};

// The code of |value| without sign, as if the format had no largest number; value is finite.
constexpr std::uint32_t round_magnitude(float value, ShortFormat format) {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(value) & 0x7FFFFFFFU;
  const int exponent = static_cast<int>(bits >> 23) - 127;
  const int drop = 23 - format.mantissa_bits;
  if (exponent >= format.least_exponent()) {
    const std::uint32_t round = (1U << (drop - 1)) - 1U + ((bits >> drop) & 1U);
    const auto rebias = static_cast<std::uint32_t>(127 - format.bias) << format.mantissa_bits;
    return ((bits + round) >> drop) - rebias;
  }
  // Subnormal in the short format: the implicit one becomes explicit and moves right. A carry out
  // of the mantissa is the smallest normal number, as it should be.
  const int shift = drop + format.least_exponent() - exponent;
  if (exponent == -127 || shift > 24) return 0;  // below half of the smallest subnormal
  const std::uint32_t mantissa = (bits & 0x7FFFFFU) | 0x800000U;
  const std::uint32_t round = (1U << (shift - 1)) - 1U + ((mantissa >> shift) & 1U);
  return (mantissa + round) >> shift;
}

// The value of a finite code without sign.
constexpr float widen_magnitude(std::uint32_t code, ShortFormat format) {
  const std::uint32_t mantissa = code & ((1U << format.mantissa_bits) - 1U);
  const auto exponent = static_cast<int>(code >> format.mantissa_bits);
  if (exponent == 0) {  // mantissa * 2^(least - mantissa_bits), exact in float
    const auto unit =
        static_cast<std::uint32_t>(127 + format.least_exponent() - format.mantissa_bits);
    return static_cast<float>(mantissa) * std::bit_cast<float>(unit << 23);
  }
  const auto wide = static_cast<std::uint32_t>(exponent - format.bias + 127);
  return std::bit_cast<float>((wide << 23) | (mantissa << (23 - format.mantissa_bits)));
}

}  // namespace detail

// IEEE binary16: overflow gives infinity.
constexpr std::uint16_t f16_from_float(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t sign = (bits >> 16) & 0x8000U;
  const std::uint32_t magnitude = bits & 0x7FFFFFFFU;
  if (magnitude > 0x7F800000U) return static_cast<std::uint16_t>(sign | 0x7E00U);
  if (magnitude >= 0x47800000U) return static_cast<std::uint16_t>(sign | 0x7C00U);  // >= 2^16
  // What rounds up to 2^16 carries into the exponent and is the code of infinity.
  return static_cast<std::uint16_t>(sign | detail::round_magnitude(value, detail::kF16Format));
}

constexpr float f16_to_float(std::uint16_t code) {
  const std::uint32_t sign = (code & 0x8000U) << 16;
  const std::uint32_t magnitude = code & 0x7FFFU;
  if (magnitude >= 0x7C00U) {
    return std::bit_cast<float>(sign | 0x7F800000U | ((magnitude & 0x3FFU) << 13));
  }
  const float wide = detail::widen_magnitude(magnitude, detail::kF16Format);
  return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(wide));
}

// FP8 E4M3 as of "FP8 Formats for Deep Learning" (Micikevicius et al., 2022): no infinity, 0x7F is
// the only NaN, the largest number is 448. Overflow saturates, as cvt.rn.satfinite does.
constexpr std::uint8_t e4m3_from_float(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t sign = (bits >> 24) & 0x80U;
  const std::uint32_t magnitude = bits & 0x7FFFFFFFU;
  if (magnitude > 0x7F800000U) return static_cast<std::uint8_t>(sign | 0x7FU);
  if (magnitude >= 0x43E00000U) return static_cast<std::uint8_t>(sign | 0x7EU);  // >= 448
  return static_cast<std::uint8_t>(sign | detail::round_magnitude(value, detail::kE4m3Format));
}

constexpr float e4m3_to_float(std::uint8_t code) {
  const std::uint32_t sign = (code & 0x80U) << 24;
  const std::uint32_t magnitude = code & 0x7FU;
  if (magnitude == 0x7FU) return std::bit_cast<float>(sign | 0x7FC00000U);
  const float wide = detail::widen_magnitude(magnitude, detail::kE4m3Format);
  return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(wide));
}

// TF32 lies in 32 bits: 8 bits of exponent, 10 of mantissa, the rest zero. Values are finite.
constexpr float tf32_round(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t round = 0xFFFU + ((bits >> 13) & 1U);
  return std::bit_cast<float>((bits + round) & ~0x1FFFU);
}

}  // namespace fleetmark
