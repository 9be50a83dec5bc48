// SPDX-License-Identifier: Apache-2.0
#include "harness/compare/pooled.h"

#include <gtest/gtest.h>

#include "harness/compare/run_result.h"
#include "tests/harness/compare/compare_builders.h"

namespace fleetmark::compare {
namespace {

record::Measurement one_of(double seconds) {
  auto m = test::measured_at({seconds});
  m.summary.median_s = seconds;
  m.summary.median_95_s = record::Interval{0.9 * seconds, 1.1 * seconds};
  m.summary.count = 1;
  m.verification.passed = true;
  return m;
}

TEST(Pooled, operators_of_one_problem_are_the_mean_of_all_of_them) {
  auto other = one_of(7);
  other.variant = "vector";
  const auto all = pooled({one_of(1), other, one_of(2), one_of(6)});
  ASSERT_EQ(all.size(), 2U);
  EXPECT_DOUBLE_EQ(all[0].summary.median_s, 3);
  EXPECT_DOUBLE_EQ(all[0].summary.median_95_s->low, 2.7);
  EXPECT_EQ(all[0].summary.count, 3);
  EXPECT_EQ(all[0].samples.size(), 3U);
  EXPECT_EQ(all[1].summary.median_s, 7);
}

TEST(Pooled, one_wrong_operator_spoils_the_case) {
  auto wrong = one_of(2);
  wrong.verification.passed = false;
  EXPECT_FALSE(pooled({one_of(1), wrong})[0].verification.passed);
}

TEST(Pooled, a_run_holds_each_case_once_in_a_history) {
  EXPECT_EQ(result_of(test::run_of({one_of(1), one_of(2)})).cases.size(), 1U);
}

}  // namespace
}  // namespace fleetmark::compare
