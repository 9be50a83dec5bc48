// SPDX-License-Identifier: Apache-2.0
// See numbers.h.
#include "harness/report/numbers.h"

#include <fmt/core.h>

#include <array>
#include <charconv>
#include <cmath>

namespace fleetmark::report {
namespace {

// Decimals that leave `digits` significant ones in a value of this size.
int decimals_for(double value, int digits) {
  const double magnitude = std::fabs(value);
  if (magnitude == 0) return digits - 1;
  const int before = static_cast<int>(std::floor(std::log10(magnitude))) + 1;
  return std::max(0, digits - before);
}

// Rounds first, so that 999.6 becomes 1000 and not "1e+03" or four digits under the wrong prefix.
double round_significant(double value, int digits) {
  if (value == 0 || !std::isfinite(value)) return value;
  // 10^k with k >= 0 is exact, its inverse is not: divide by it rather than multiply by 10^-k.
  const int shift = digits - 1 - static_cast<int>(std::floor(std::log10(std::fabs(value))));
  const double power = std::pow(10.0, std::abs(shift));
  if (!std::isfinite(power)) return value;
  return shift >= 0 ? std::round(value * power) / power : std::round(value / power) * power;
}

std::string with_thousands(std::string digits) {
  const std::size_t start = digits.starts_with('-') ? 1 : 0;
  std::size_t end = digits.find('.');
  if (end == std::string::npos) end = digits.size();
  for (std::size_t at = end; at > start + 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

std::string not_finite(double value) {
  if (std::isnan(value)) return "not a number";
  return value > 0 ? "infinite" : "-infinite";
}

}  // namespace

std::string plain(double value, int digits) {
  if (!std::isfinite(value)) return not_finite(value);
  const double rounded = round_significant(value, digits);
  if (rounded != 0 && (std::fabs(rounded) >= 1e15 || std::fabs(rounded) < 1e-6)) {
    return fmt::format("{:.{}e}", value, digits - 1);
  }
  return with_thousands(fmt::format("{:.{}f}", rounded, decimals_for(rounded, digits)));
}

std::string exact(double value) {
  if (!std::isfinite(value)) return not_finite(value);
  // The longest double has 309 digits before its point, the shortest 1,074 behind it.
  std::array<char, 1100> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  return with_thousands({text.data(), end.ptr});
}

std::string si(double value, std::string_view unit, int digits) {
  if (!std::isfinite(value)) return not_finite(value) + " " + std::string(unit);
  constexpr std::array<std::string_view, 7> kPrefixes{"", "k", "M", "G", "T", "P", "E"};
  double scaled = round_significant(value, digits);
  std::size_t prefix = 0;
  while (std::fabs(scaled) >= 1000 && prefix + 1 < kPrefixes.size()) {
    scaled /= 1000;
    ++prefix;
  }
  return fmt::format("{} {}{}", plain(scaled, digits), kPrefixes[prefix], unit);
}

std::string percent(double value, int digits) {
  if (!std::isfinite(value)) return not_finite(value);
  return plain(value * 100, digits) + " %";
}

std::string money(double value, std::string_view currency) {
  return plain(value) + " " + std::string(currency);
}

std::string duration(double seconds) {
  if (!std::isfinite(seconds)) return not_finite(seconds);
  const double magnitude = std::fabs(seconds);
  if (magnitude == 0 || magnitude >= 1) return plain(seconds) + " s";
  if (magnitude >= 1e-3) return plain(seconds * 1e3) + " ms";
  if (magnitude >= 1e-6) return plain(seconds * 1e6) + " us";
  return plain(seconds * 1e9) + " ns";
}

}  // namespace fleetmark::report
