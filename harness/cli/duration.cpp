// SPDX-License-Identifier: Apache-2.0
// See duration.h.
#include "harness/cli/duration.h"

#include <charconv>

namespace fleetmark::cli {
namespace {

constexpr double kMostSeconds = 7.0 * 86400;

std::optional<double> unit_seconds(std::string_view unit) {
  if (unit.empty() || unit == "s") return 1;
  if (unit == "m" || unit == "min") return 60;
  if (unit == "h") return 3600;
  if (unit == "d") return 86400;
  return std::nullopt;
}

}  // namespace

std::optional<double> seconds_of(std::string_view text) {
  double number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc()) return std::nullopt;
  const auto unit = unit_seconds({rest, static_cast<std::size_t>(end - rest)});
  if (!unit) return std::nullopt;
  const double seconds = number * *unit;
  // Written so that NaN is refused.
  if (!(seconds > 0 && seconds <= kMostSeconds)) return std::nullopt;
  return seconds;
}

}  // namespace fleetmark::cli
