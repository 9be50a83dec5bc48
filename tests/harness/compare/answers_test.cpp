// SPDX-License-Identifier: Apache-2.0
// Computed answers: which difference counts as what.
#include "harness/compare/answers.h"

#include <gtest/gtest.h>

#include <cmath>

namespace fleetmark::compare {
namespace {

AnswerFigure figure(const std::string& column, std::optional<double> value,
                    const std::string& row = "h20") {
  return {"cost", row, column, value};
}

AnswerVerdict only_verdict(const std::string& column, std::optional<double> base,
                           std::optional<double> now) {
  const auto comparison = compare_answers({figure(column, base)}, {figure(column, now)}, 0);
  EXPECT_EQ(comparison.changes.size(), 1U);
  return comparison.changes.at(0).verdict;
}

TEST(Answers, a_column_tells_what_is_better) {
  for (const char* less : {"usage_usd", "usd", "tpot_ms", "median_s", "kwh", "cost_cny", "days"}) {
    EXPECT_EQ(direction_of(less), Direction::kLessIsBetter) << less;
  }
  for (const char* more : {"rate_per_s", "output_tokens_per_s_per_device", "share_of_peak_ratio"}) {
    EXPECT_EQ(direction_of(more), Direction::kMoreIsBetter) << more;
  }
  // Of a price, a break-even or a count of devices nobody can say.
  for (const char* neither : {"break_even_usd", "price_usd", "period_1", "gap_ratio"}) {
    EXPECT_EQ(direction_of(neither), Direction::kNeither) << neither;
  }
}

TEST(Answers, verdicts_follow_from_the_direction) {
  EXPECT_EQ(only_verdict("usage_usd", 1, 1.5), AnswerVerdict::kWorse);
  EXPECT_EQ(only_verdict("usage_usd", 1, 0.5), AnswerVerdict::kBetter);
  EXPECT_EQ(only_verdict("rate_per_s", 1, 0.5), AnswerVerdict::kWorse);
  EXPECT_EQ(only_verdict("rate_per_s", 1, 1.5), AnswerVerdict::kBetter);
  EXPECT_EQ(only_verdict("period_1", 10, 11), AnswerVerdict::kChanged);
  EXPECT_EQ(only_verdict("usage_usd", 1, std::nullopt), AnswerVerdict::kUnknownNow);
  EXPECT_EQ(only_verdict("usage_usd", std::nullopt, 1), AnswerVerdict::kChanged);
}

TEST(Answers, the_last_digit_counts_unless_a_tolerance_allows_it) {
  const double next = std::nextafter(1.0, 2.0);
  const std::vector base{figure("usage_usd", 1)};
  EXPECT_EQ(compare_answers(base, {figure("usage_usd", next)}, 0).changes.size(), 1U);
  EXPECT_TRUE(compare_answers(base, base, 0).changes.empty());
  EXPECT_TRUE(compare_answers(base, {figure("usage_usd", 1.01)}, 0.0101).changes.empty());
  EXPECT_EQ(compare_answers(base, {figure("usage_usd", 1.02)}, 0.0101).changes.size(), 1U);
  // Unknown on both sides is no difference.
  EXPECT_TRUE(
      compare_answers({figure("usage_usd", std::nullopt)}, {figure("usage_usd", std::nullopt)}, 0)
          .changes.empty());
}

TEST(Answers, what_is_gone_or_new_is_told) {
  const auto comparison = compare_answers({figure("usd", 1, "a"), figure("usd", 2, "b")},
                                          {figure("usd", 2, "b"), figure("usd", 3, "c")}, 0);
  EXPECT_EQ(comparison.figures, 1U);
  ASSERT_EQ(comparison.changes.size(), 2U);
  EXPECT_EQ(comparison.changes[0].verdict, AnswerVerdict::kGone);
  EXPECT_EQ(comparison.changes[1].verdict, AnswerVerdict::kNew);
  EXPECT_TRUE(is_inconclusive(comparison));
  EXPECT_FALSE(is_gate_failed(comparison));
}

TEST(Answers, rows_of_one_name_are_told_apart_by_their_order) {
  const std::vector base{figure("usd", 1), figure("usd", 2)};
  EXPECT_TRUE(compare_answers(base, base, 0).changes.empty());
  EXPECT_EQ(compare_answers(base, {figure("usd", 2), figure("usd", 1)}, 0).changes.size(), 2U);
}

TEST(Answers, the_worst_comes_first_and_fails_the_gate) {
  const auto comparison = compare_answers({figure("usd", 2, "a"), figure("usd", 1, "b")},
                                          {figure("usd", 1, "a"), figure("usd", 2, "b")}, 0);
  ASSERT_EQ(comparison.changes.size(), 2U);
  EXPECT_EQ(comparison.changes[0].verdict, AnswerVerdict::kWorse);
  EXPECT_DOUBLE_EQ(*comparison.changes[0].relative(), 1);
  EXPECT_TRUE(is_gate_failed(comparison));
}

}  // namespace
}  // namespace fleetmark::compare
