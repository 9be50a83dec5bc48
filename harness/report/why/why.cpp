// SPDX-License-Identifier: Apache-2.0
// See why.h.
#include "harness/report/why/why.h"

#include <fmt/core.h>

#include <algorithm>

namespace fleetmark::report {
namespace {

// Enough to choose from, and still one line.
constexpr std::size_t kMostNames = 12;

std::string names_of(const std::vector<WhyLine>& lines) {
  std::vector<std::string> names;
  for (const auto& line : lines) {
    if (std::ranges::find(names, line.row) == names.end()) names.push_back(line.row);
  }
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < kMostNames; ++i) {
    text += (i == 0 ? "'" : ", '") + names[i] + "'";
  }
  if (names.size() > kMostNames) {
    text += fmt::format(" and {} more", names.size() - kMostNames);
  }
  return text;
}

}  // namespace

std::string digits(double value) { return fmt::format("{:.7g}", value); }

std::string joined_by(const char* sign, const std::vector<double>& numbers) {
  std::string text;
  for (const double number : numbers) {
    if (!text.empty()) text += fmt::format(" {} ", sign);
    text += number < 0 ? "(" + digits(number) + ")" : digits(number);
  }
  return text;
}

std::string joined_by(const char* sign, std::initializer_list<double> numbers) {
  return joined_by(sign, std::vector<double>(numbers));
}

Table why_table(const std::string& title, const std::vector<WhyLine>& lines) {
  Table table{"why",
              title,
              {{"row", "row"},
               {"figure", "figure"},
               {"value", "value", Align::kRight},
               {"unit", "unit"},
               {"formula", "formula"},
               {"numbers", "with its numbers"},
               {"from", "from", Align::kLeft, true}},
              {},
              {}};
  for (const auto& line : lines) {
    table.rows.push_back({Cell(line.row), Cell(line.figure), Cell(digits(line.value), line.value),
                          Cell(line.unit), Cell(line.formula), Cell(line.numbers),
                          Cell(line.from)});
  }
  table.notes = {"A result is used further down as it stands here, in seven digits."};
  return table;
}

Result<std::vector<WhyLine>> asked_rows(const std::vector<WhyLine>& lines,
                                        const std::string& asked) {
  if (asked.empty()) return lines;
  std::vector<WhyLine> found;
  const auto keep = [&](const auto& is_meant) {
    std::ranges::copy_if(lines, std::back_inserter(found), is_meant);
    return !found.empty();
  };
  if (keep([&](const WhyLine& line) { return line.row == asked; })) return found;
  if (keep([&](const WhyLine& line) { return line.row.find(asked) != std::string::npos; })) {
    return found;
  }
  return Error{ErrorCode::kUsage, "--why: no row is called '" + asked +
                                      "'; rows whose arithmetic can be shown: " + names_of(lines) +
                                      " (none named: all of them)"};
}

}  // namespace fleetmark::report
