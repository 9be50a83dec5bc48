// SPDX-License-Identifier: Apache-2.0
#include "harness/report/ci_outputs.h"

#include <gtest/gtest.h>

#include "harness/report/compare_view.h"
#include "tests/harness/compare/compare_builders.h"

namespace fleetmark::report {
namespace {

// `slower` rows, the i-th slower by 10 + i %, and `open` rows of one launch.
compare::Comparison some_comparison(int slower, int open) {
  std::vector<record::Measurement> base;
  std::vector<record::Measurement> now;
  for (int i = 0; i < slower + open; ++i) {
    const bool is_slower = i < slower;
    record::Measurement m = test::measured_at(is_slower ? test::five_around(1) : std::vector{1.0});
    m.problem.sizes[0].second = 1000 + i;
    base.push_back(m);
    for (auto& sample : m.samples) sample.seconds *= is_slower ? 1.1 + 0.01 * i : 1;
    now.push_back(m);
  }
  auto comparison = compare::compare({test::run_of(base)}, {test::run_of(now)}, {});
  compare::apply_gate(comparison);
  return comparison;
}

std::vector<std::string> lines_with(const std::string& text, const std::string& start) {
  std::vector<std::string> found;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    if (text.compare(at, start.size(), start) == 0) found.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return found;
}

TEST(Annotations, are_ten_of_a_kind_at_most_and_the_last_counts_the_rest) {
  const std::string text = github_annotations(ci_events(some_comparison(14, 12), true));
  const auto errors = lines_with(text, "::error ");
  const auto warnings = lines_with(text, "::warning ");
  ASSERT_EQ(errors.size(), 10U);
  ASSERT_EQ(warnings.size(), 10U);
  EXPECT_EQ(errors.back(), "::error title=fleetmark compare::5 more in the summary");
  EXPECT_EQ(warnings.back(), "::warning title=fleetmark compare::3 more in the summary");
}

TEST(Annotations, ten_need_no_summary) {
  const auto errors =
      lines_with(github_annotations(ci_events(some_comparison(10, 0), true)), "::error ");
  ASSERT_EQ(errors.size(), 10U);
  EXPECT_EQ(errors.back().find("more in the summary"), std::string::npos);
}

TEST(Annotations, begin_with_the_worst) {
  const auto errors =
      lines_with(github_annotations(ci_events(some_comparison(14, 0), true)), "::error ");
  EXPECT_NE(errors[0].find("n=1013"), std::string::npos) << errors[0];
  EXPECT_NE(errors[0].find("+23.0 %25"), std::string::npos) << errors[0];
  EXPECT_NE(errors[8].find("n=1005"), std::string::npos) << errors[8];
}

TEST(Annotations, nothing_from_a_record_breaks_out_of_its_line) {
  auto comparison = some_comparison(1, 0);
  comparison.rows[0].key.variant = "a,b:c%d\n::error::e";
  const std::string text = github_annotations(ci_events(comparison, true));
  EXPECT_EQ(lines_with(text, "::").size(), 1U) << text;
  EXPECT_NE(text.find("a%2Cb%3Ac%25d"), std::string::npos) << text;
}

TEST(Junit, counts_failures_and_skipped_and_escapes) {
  auto comparison = some_comparison(2, 3);
  comparison.rows[0].key.variant = "<a&\"b\">";
  const std::string text = junit_xml(ci_events(comparison, true));
  EXPECT_NE(text.find("tests=\"5\" failures=\"2\" errors=\"0\" skipped=\"3\""), std::string::npos)
      << text;
  EXPECT_NE(text.find("&lt;a&amp;&quot;b&quot;&gt;"), std::string::npos) << text;
}

TEST(CompareView, rows_are_sorted_by_severity_then_by_effect) {
  const auto rows = by_severity(some_comparison(3, 1), true);
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_NEAR(rows[0].effect.log_ratio, std::log(1.12), 1e-9);
  EXPECT_NEAR(rows[2].effect.log_ratio, std::log(1.10), 1e-9);
  EXPECT_EQ(rows[3].verdict, compare::Verdict::kInconclusive);
}

TEST(CompareView, a_summary_of_5000_rows_fits_a_step_of_github) {
  auto comparison = some_comparison(1, 0);
  const compare::Row row = comparison.rows[0];
  comparison.rows.resize(5000, row);
  const auto document = compare_document(comparison, true, kMostMarkdownRows);
  const std::string text = render(document, Format::kMarkdown);
  EXPECT_LT(text.size(), std::size_t{1} << 20);
  EXPECT_NE(text.find("4000 more rows"), std::string::npos);
  EXPECT_EQ(compare_document(comparison, true).tables[0].rows.size(), 5000U);
}

TEST(CompareView, changes_are_signed_percent_of_time) {
  EXPECT_EQ(change_percent(std::log(1.0512)), "+5.12 %");
  EXPECT_EQ(change_percent(std::log(0.9)), "-10.0 %");
  EXPECT_EQ(change_percent(0), "0 %");
}

TEST(CompareView, an_assumed_spread_is_stated) {
  const auto text = render(compare_document(some_comparison(0, 1), false), Format::kTable);
  EXPECT_NE(text.find("2.00 % assumed"), std::string::npos) << text;
  EXPECT_NE(text.find("--launch-spread"), std::string::npos) << text;
  const auto measured = render(compare_document(some_comparison(1, 0), false), Format::kTable);
  EXPECT_EQ(measured.find("assumed"), std::string::npos) << measured;
}

}  // namespace
}  // namespace fleetmark::report
