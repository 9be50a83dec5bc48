// SPDX-License-Identifier: Apache-2.0
// See figure_date.h.
#include "harness/io/figure_date.h"

#include <fmt/format.h>

#include <chrono>

namespace fleetmark::io {
namespace {

// Digits only; absent for anything else.
std::optional<int> digits(std::string_view text, std::size_t length) {
  if (text.size() != length) return std::nullopt;
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<std::string> day_text(int year, int month, int day) {
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || year < 1900) return std::nullopt;
  return fmt::format("{:04}-{:02}-{:02}", year, month, day);
}

std::optional<std::string> first_day_of(std::string_view date) {
  const auto year = digits(date.substr(0, 4), 4);
  if (!year) return std::nullopt;
  if (date.size() == 4) return day_text(*year, 1, 1);
  if (date[4] != '-') return std::nullopt;
  const std::string_view rest = date.substr(5);
  if (rest.size() == 2 && rest[0] == 'Q' && rest[1] >= '1' && rest[1] <= '4') {
    return day_text(*year, (rest[1] - '1') * 3 + 1, 1);
  }
  const auto month = digits(rest.substr(0, 2), 2);
  if (!month) return std::nullopt;
  if (rest.size() == 2) return day_text(*year, *month, 1);
  if (rest[2] != '-') return std::nullopt;
  const auto day = digits(rest.substr(3), 2);
  return day ? day_text(*year, *month, *day) : std::nullopt;
}

}  // namespace

std::optional<std::string> earliest_day(std::string_view date) {
  const std::size_t slash = date.find('/');
  if (slash == std::string_view::npos) return first_day_of(date);
  const auto first = first_day_of(date.substr(0, slash));
  auto second = first_day_of(date.substr(slash + 1));
  if (!first || !second || *second < *first) return std::nullopt;
  return second;
}

}  // namespace fleetmark::io
