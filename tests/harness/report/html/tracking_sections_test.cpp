// SPDX-License-Identifier: Apache-2.0
// The forest of an A/B and the line of a history say what compare/ found, and no more.
#include <gtest/gtest.h>

#include "harness/report/html/comparison_section.h"
#include "harness/report/html/history_section.h"
#include "tests/support/builders.h"
#include "tests/support/text.h"

namespace fleetmark::report::html {
namespace {

using test::times;

// Five launches a side of cases 0 to `cases`; the first is 10 % slower in the new ones.
compare::Comparison ab(int cases) {
  std::vector<record::RunRecord> base, now;
  for (unsigned launch = 0; launch < 5; ++launch) {
    base.push_back(test::some_run(0, cases));
    now.push_back(test::some_run(0, cases));
    for (int i = 0; i < cases; ++i) {
      const auto scale = [&](record::RunRecord& run, double factor) {
        for (auto& sample : run.measurements[static_cast<std::size_t>(i)].samples) {
          sample.seconds = 1e-6 * factor * (1 + 1e-4 * (launch + i % 3));
          sample.clock_hz.reset();
        }
        run.measurements[static_cast<std::size_t>(i)].summary =
            measure::summarise(run.measurements[static_cast<std::size_t>(i)].samples);
      };
      scale(base.back(), 1);
      scale(now.back(), i == 0 ? 1.1 : 1);
    }
  }
  return compare::compare(base, now, {});
}

TEST(ComparisonSection, the_worst_stands_first_with_its_verdict) {
  const std::string made = comparison_section(ab(3)).body.text;
  EXPECT_EQ(times(made, "class=\"mark\""), 3U);
  EXPECT_EQ(times(made, "data-value=\"REGRESSED +10"), 1U);
  EXPECT_LT(made.find("data-value=\"REGRESSED"), made.find("data-value=\"SAME"));
}

TEST(ComparisonSection, a_long_forest_is_cut_and_says_so) {
  const std::string made = comparison_section(ab(70)).body.text;
  EXPECT_EQ(times(made, "class=\"mark\""), 60U);
  EXPECT_EQ(times(made, "10 more cases"), 1U);
}

compare::Series stepped(std::size_t points, std::size_t at, double after) {
  compare::Series series;
  series.key = "memory.triad | device";
  for (std::size_t i = 0; i < points; ++i) {
    compare::SeriesPoint point;
    point.run_id = "run-" + std::to_string(i);
    point.started_at = "2026-10-" + std::to_string(10 + i) + "T12:00:00Z";
    point.rate_per_s = 1e12 * (i < at ? 1 : after) * (1 + 1e-3 * static_cast<double>(i * 7 % 5));
    series.points.push_back(point);
  }
  return series;
}

TEST(HistorySection, a_fall_is_marked_bad_and_a_rise_good) {
  const std::string fall = history_section({stepped(20, 10, 0.9)}).body.text;
  EXPECT_EQ(times(fall, "data-name=\"CHANGE -"), 1U);
  EXPECT_EQ(times(fall, "class=\"line bad\""), 1U);
  const std::string rise = history_section({stepped(20, 10, 1.1)}).body.text;
  EXPECT_EQ(times(rise, "data-name=\"CHANGE +"), 1U);
  EXPECT_EQ(times(rise, "class=\"line good\""), 1U);
  EXPECT_EQ(times(rise, "data-source=\"run run-"), 20U);
}

TEST(HistorySection, a_steady_series_has_one_level_and_no_mark) {
  const std::string made = history_section({stepped(20, 20, 1)}).body.text;
  EXPECT_EQ(times(made, "CHANGE "), 0U);
  EXPECT_EQ(times(made, "class=\"line s1 half\""), 1U);
}

TEST(HistorySection, series_that_moved_are_drawn_before_others) {
  auto moved = stepped(20, 10, 0.9);
  moved.key = "moved";
  const std::string made = history_section({stepped(20, 20, 1), moved}).body.text;
  EXPECT_LT(made.find("<figcaption>moved"), made.find("<figcaption>memory.triad"));
}

}  // namespace
}  // namespace fleetmark::report::html
