// SPDX-License-Identifier: Apache-2.0
// The operators and functions of size expressions on whole numbers, without names and messages.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>

namespace fleetmark::model {

// Symbols + - * /. Nothing where the result passes 2^63, or a division does not come out even.
inline std::optional<std::int64_t> operated(char symbol, std::int64_t left, std::int64_t right) {
  std::int64_t result = 0;
  bool passes = false;
  if (symbol == '+') passes = __builtin_add_overflow(left, right, &result);
  if (symbol == '-') passes = __builtin_sub_overflow(left, right, &result);
  if (symbol == '*') passes = __builtin_mul_overflow(left, right, &result);
  if (passes) return std::nullopt;
  if (symbol != '/') return result;
  // -1 is refused with 0: the lowest int64 divided by it has no value.
  if (right <= 0 || left % right != 0) return std::nullopt;
  return left / right;
}

using SizeArguments = const std::int64_t*;

struct SizeFunction {
  std::string_view name;
  std::string_view form;
  std::size_t arguments;
  bool divides;                               // by its second argument
  std::int64_t (*value)(SizeArguments) = {};  // of arguments that it admits

  // Arguments are not negative, divisors at least 1.
  [[nodiscard]] bool admits(SizeArguments a) const {
    return std::all_of(a, a + arguments, [](std::int64_t value_of) { return value_of >= 0; }) &&
           !(divides && a[1] == 0);
  }
};

// By squaring: the same bits on every machine, which pow() does not promise.
inline double power(double base, std::int64_t exponent) {
  double result = 1;
  for (; exponent > 0; exponent /= 2, base *= base) {
    if (exponent % 2 == 1) result *= base;
  }
  return result;
}

inline std::int64_t touched_experts(SizeArguments a) {
  const auto experts = static_cast<double>(a[0]);
  const double share = std::min(static_cast<double>(a[1]) / std::max(experts, 1.0), 1.0);
  return std::llround(experts * (1 - power(1 - share, a[2])));
}

inline constexpr std::array<SizeFunction, 5> kSizeFunctions{{
    {"ceil", "ceil(a, b)", 2, true,
     [](SizeArguments a) { return a[0] / a[1] + (a[0] % a[1] == 0 ? 0 : 1); }},
    {"floor", "floor(a, b)", 2, true, [](SizeArguments a) { return a[0] / a[1]; }},
    {"min", "min(a, b)", 2, false, [](SizeArguments a) { return std::min(a[0], a[1]); }},
    {"max", "max(a, b)", 2, false, [](SizeArguments a) { return std::max(a[0], a[1]); }},
    {"touched", "touched(experts, chosen, tokens)", 3, false, touched_experts},
}};

}  // namespace fleetmark::model
