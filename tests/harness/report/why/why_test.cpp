// SPDX-License-Identifier: Apache-2.0
#include "harness/report/why/why.h"

#include <gtest/gtest.h>

#include "tests/support/arithmetic.h"

namespace fleetmark::report {
namespace {

std::vector<WhyLine> three_rows() {
  return {{"h20-96", "rate", "", "", 2, "1/s", "a sheet"},
          {"h20-96-pcie", "rate", "", "", 3, "1/s", "a sheet"},
          {"h200", "cost", "c / q", "6 / 2", 3, "USD", ""}};
}

TEST(Why, the_arithmetic_of_the_tests_follows_the_usual_order) {
  EXPECT_DOUBLE_EQ(test::Arithmetic::value_of("1 + 2 x 3 ^ 2 / (4 - 1)"), 7);
  EXPECT_DOUBLE_EQ(test::Arithmetic::value_of("10 - 4 - 3"), 3);
  EXPECT_DOUBLE_EQ(test::Arithmetic::value_of("8 / 4 / 2"), 1);
  EXPECT_NEAR(test::Arithmetic::value_of("exp(ln(2.5e-05)) x sqrt(16)"), 1e-4, 1e-15);
  EXPECT_DOUBLE_EQ(test::Arithmetic::value_of("(-2) x 3"), -6);
  EXPECT_THROW(test::Arithmetic::value_of("2 x"), std::invalid_argument);
  EXPECT_THROW(test::Arithmetic::value_of("(2"), std::invalid_argument);
}

TEST(Why, a_row_is_found_by_its_name_before_a_part_of_one) {
  EXPECT_EQ(asked_rows(three_rows(), "")->size(), 3U);
  const auto exact = asked_rows(three_rows(), "h20-96");
  ASSERT_EQ(exact->size(), 1U);
  EXPECT_EQ(exact->front().row, "h20-96");
  EXPECT_EQ(asked_rows(three_rows(), "h20")->size(), 3U);
}

TEST(Why, an_unknown_row_is_told_which_there_are) {
  const auto none = asked_rows(three_rows(), "a100");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::kUsage);
  EXPECT_EQ(none.error().message,
            "--why: no row is called 'a100'; rows whose arithmetic can be shown: 'h20-96', "
            "'h20-96-pcie', 'h200' (none named: all of them)");
}

TEST(Why, digits_read_back_to_seven_places_and_minus_stands_in_brackets) {
  for (const double value : {31000.0, 1.0 / 3, 3.163e-05, 1e18, 0.0}) {
    EXPECT_NEAR(std::stod(digits(value)), value, 1e-6 * value);
  }
  EXPECT_EQ(joined_by("+", {1, -2.5, 3}), "1 + (-2.5) + 3");
}

}  // namespace
}  // namespace fleetmark::report
