// SPDX-License-Identifier: Apache-2.0
// The value of element i of operand o, by formula: the same on host and device, on every run, in
// any order and on any number of threads. That is what lets an oracle check any element of any
// output without keeping a copy of the inputs. Integer arithmetic and exact scaling only, so host
// and device agree to the bit.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace fleetmark {

enum class DataPattern {
  kUniform,  // uniform over [-1, 1); int8: uniform over the integers -127 .. 127
  kNormal,   // sum of 12 uniforms: mean 0, variance 1, bounded by 6; int8: scaled by 21
  kZeros,
  kConstant,       // 1 everywhere
  kSmallIntegers,  // -3, -1, 1, 3: products and modest sums are exact in every dtype, never 0
};

struct DataPatternRow {
  DataPattern pattern;
  std::string_view name;
};
inline constexpr std::array<DataPatternRow, 5> kDataPatterns{{
    {DataPattern::kUniform, "uniform"},
    {DataPattern::kNormal, "normal"},
    {DataPattern::kZeros, "zeros"},
    {DataPattern::kConstant, "constant"},
    {DataPattern::kSmallIntegers, "small_integers"},
}};
constexpr std::string_view name_of(DataPattern pattern) {
  return kDataPatterns[static_cast<std::size_t>(pattern)].name;
}
constexpr std::optional<DataPattern> data_pattern_from_name(std::string_view name) {
  for (const auto& row : kDataPatterns) {
    if (row.name == name) return row.pattern;
  }
  return std::nullopt;
}

struct InputRecipe {
  DataPattern pattern = DataPattern::kUniform;
  std::uint64_t seed = 1;
};

// splitmix64's finaliser (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number
// generators").
constexpr std::uint64_t mix64(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

constexpr std::uint64_t input_bits(std::uint64_t seed, int operand, std::uint64_t index) {
  return mix64(index ^ mix64(seed * 1000003ULL + static_cast<std::uint64_t>(operand)));
}

// Before rounding to the element type. Exact in f32 (24 significant bits at most).
constexpr float input_value(InputRecipe recipe, int operand, std::uint64_t index) {
  const std::uint64_t bits = input_bits(recipe.seed, operand, index);
  switch (recipe.pattern) {
    case DataPattern::kUniform:
      return static_cast<float>(static_cast<std::int32_t>(bits >> 40) - (1 << 23)) * 0x1p-23F;
    case DataPattern::kNormal: {
      std::int32_t sum = 0;  // 12 fields of 16 bits: 4 from each of three draws
      std::uint64_t draw = bits;
      for (int word = 0; word < 3; ++word, draw = mix64(draw)) {
        for (int field = 0; field < 4; ++field) {
          sum += static_cast<std::int32_t>((draw >> (16 * field)) & 0xFFFF);
        }
      }
      return static_cast<float>(sum - 6 * 65536) * 0x1p-16F;
    }
    case DataPattern::kZeros:
      return 0.0F;
    case DataPattern::kConstant:
      return 1.0F;
    case DataPattern::kSmallIntegers:
      return static_cast<float>(static_cast<std::int32_t>(bits >> 62) * 2 - 3);
  }
  return 0.0F;
}

constexpr std::int8_t input_value_int8(InputRecipe recipe, int operand, std::uint64_t index) {
  const std::uint64_t bits = input_bits(recipe.seed, operand, index);
  if (recipe.pattern == DataPattern::kUniform) {
    // Multiply-shift of 32 bits onto 255 values; the bias is below 2^-24.
    return static_cast<std::int8_t>(static_cast<std::int32_t>(((bits >> 32) * 255ULL) >> 32) - 127);
  }
  if (recipe.pattern == DataPattern::kNormal) {
    const float scaled = input_value(recipe, operand, index) * 21.0F;  // 6 sigma = 126
    return static_cast<std::int8_t>(scaled);
  }
  return static_cast<std::int8_t>(input_value(recipe, operand, index));
}

}  // namespace fleetmark
