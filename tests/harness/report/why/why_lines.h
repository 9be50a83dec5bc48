// SPDX-License-Identifier: Apache-2.0
// What holds for every explanation: each line multiplies out to what it says.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "harness/report/why/why.h"
#include "tests/support/arithmetic.h"

namespace fleetmark::test {

// Numbers are printed in seven digits; a difference of near ones loses some of them.
inline void expect_multiplies_out(const std::vector<report::WhyLine>& lines,
                                  double tolerance = 1e-5) {
  for (const auto& line : lines) {
    EXPECT_EQ(line.numbers.empty(), line.formula.empty()) << line.figure;
    if (line.numbers.empty()) {
      EXPECT_FALSE(line.from.empty()) << line.row << " " << line.figure << " comes from nowhere";
      continue;
    }
    const double redone = Arithmetic::value_of(line.numbers);
    EXPECT_NEAR(redone, line.value, tolerance * std::max(std::fabs(line.value), 1e-300))
        << line.row << ", " << line.figure << " = " << line.numbers;
  }
}

inline const report::WhyLine* line_of(const std::vector<report::WhyLine>& lines,
                                      const std::string& row, const std::string& figure) {
  const auto found = std::ranges::find_if(
      lines, [&](const report::WhyLine& line) { return line.row == row && line.figure == figure; });
  return found == lines.end() ? nullptr : &*found;
}

}  // namespace fleetmark::test
