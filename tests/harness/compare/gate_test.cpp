// SPDX-License-Identifier: Apache-2.0
#include "harness/compare/gate.h"

#include <gtest/gtest.h>

namespace fleetmark::compare {
namespace {

GateRow row_at(double log_ratio, double standard_error, double degrees = 18) {
  return {{log_ratio, standard_error, degrees, 0.01, SpreadSource::kLaunches}, 0.02, false, false};
}

TEST(Gate, holm_is_as_in_his_paper) {
  const std::vector<double> p{0.01, 0.04, 0.03, 0.005};
  const std::vector<double> adjusted = holm_adjusted(p);
  // 4 x 0.005, 3 x 0.01, 2 x 0.03, and never below the one before.
  EXPECT_NEAR(adjusted[3], 0.02, 1e-12);
  EXPECT_NEAR(adjusted[0], 0.03, 1e-12);
  EXPECT_NEAR(adjusted[2], 0.06, 1e-12);
  EXPECT_NEAR(adjusted[1], 0.06, 1e-12);
}

TEST(Gate, holm_never_exceeds_one) {
  const std::vector<double> p{0.9, 0.8};
  for (const double adjusted : holm_adjusted(p)) EXPECT_LE(adjusted, 1);
}

TEST(Gate, a_row_with_too_few_launches_is_not_green) {
  // Its lower end lies below the minimum effect, its upper end far above.
  const GateRow row = row_at(0, 0.02, 4);
  EXPECT_FALSE(may_end_green(row.effect, row.minimum_effect));
  EXPECT_EQ(gate_outcomes(std::vector{row}).front(), GateOutcome::kInconclusive);
}

TEST(Gate, green_needs_the_upper_end_below_the_minimum_effect) {
  EXPECT_TRUE(may_end_green(row_at(0, 0.005).effect, 0.02));
  EXPECT_FALSE(may_end_green(row_at(0.015, 0.005).effect, 0.02));
  EXPECT_TRUE(may_end_green(row_at(-0.2, 0.05).effect, 0.02));  // faster is green
}

TEST(Gate, the_rest_of_the_suite_counts) {
  const GateRow suspect = row_at(0.035, 0.006, 6);  // p of about 0.0005 to 0.001
  EXPECT_EQ(gate_outcomes(std::vector{suspect}).front(), GateOutcome::kRed);
  std::vector<GateRow> suite(200, row_at(0, 0.001));
  suite.push_back(suspect);
  EXPECT_EQ(gate_outcomes(suite).back(), GateOutcome::kInconclusive);
}

TEST(Gate, rows_ended_in_stage_1_count_in_the_number_of_rows) {
  std::vector<GateRow> suite(200, row_at(0, 0.001));
  for (auto& row : suite) row.has_ended = true;
  suite.push_back(row_at(0.035, 0.006, 6));
  EXPECT_EQ(gate_outcomes(suite).back(), GateOutcome::kInconclusive);
  EXPECT_EQ(gate_outcomes(suite).front(), GateOutcome::kGreen);
}

TEST(Gate, a_real_slowdown_below_the_minimum_effect_is_not_red) {
  EXPECT_EQ(gate_outcomes(std::vector{row_at(0.019, 0.0002)}).front(), GateOutcome::kGreen);
  EXPECT_EQ(gate_outcomes(std::vector{row_at(0.0198, 0.0002)}).front(), GateOutcome::kInconclusive);
}

TEST(Gate, another_environment_is_never_red) {
  GateRow row = row_at(0.5, 0.001);
  EXPECT_EQ(gate_outcomes(std::vector{row}).front(), GateOutcome::kRed);
  row.is_environment_different = true;
  EXPECT_EQ(gate_outcomes(std::vector{row}).front(), GateOutcome::kInconclusive);
}

}  // namespace
}  // namespace fleetmark::compare
