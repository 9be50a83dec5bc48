// SPDX-License-Identifier: Apache-2.0
#include "harness/report/why/why_compare.h"

#include <gtest/gtest.h>

#include "tests/harness/compare/compare_builders.h"
#include "tests/harness/report/why/why_lines.h"

namespace fleetmark::report {
namespace {

using test::five_around;
using test::measured_at;
using test::run_of;

std::vector<WhyLine> explained(const std::vector<double>& base, const std::vector<double>& now) {
  return why_compare(
      compare::compare({run_of({measured_at(base)})}, {run_of({measured_at(now)})}, {}), false);
}

TEST(WhyCompare, interval_and_margin_multiply_out_and_give_the_verdict) {
  const struct {
    double now;
    const char* verdict;
    bool is_beyond;
  } cases[] = {{1.05, "REGRESSED", true}, {1, "SAME", false}, {0.9, "IMPROVED", true}};
  for (const auto& c : cases) {
    const auto lines = explained(five_around(1), five_around(c.now));
    // A change near nothing keeps few of seven digits.
    test::expect_multiplies_out(lines, c.now == 1 ? 1 : 2e-4);
    const std::string row = lines.front().row;
    const double low = test::line_of(lines, row, "low")->value;
    const double high = test::line_of(lines, row, "high")->value;
    const double margin = test::line_of(lines, row, "margin, M")->value;
    EXPECT_EQ(low > margin || high < -margin, c.is_beyond);
    EXPECT_NE(test::line_of(lines, row, "change in per cent")->from.find(c.verdict),
              std::string::npos);
  }
}

TEST(WhyCompare, one_launch_says_that_its_spread_is_assumed) {
  const auto lines = explained({1}, {1.01});
  test::expect_multiplies_out(lines, 2e-4);
  const auto* spread = test::line_of(lines, lines.front().row, "spread of base, s0");
  EXPECT_NE(spread->from.find("assumed"), std::string::npos);
}

}  // namespace
}  // namespace fleetmark::report
