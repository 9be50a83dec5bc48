// SPDX-License-Identifier: Apache-2.0
#include "harness/cost/tie.h"

#include <gtest/gtest.h>

namespace fleetmark::cost {
namespace {

constexpr HourYield kImported{10, 100};  // 0.1 a task
constexpr HourYield kDomestic{8, 20};    // 0.4 a task

TEST(Tie, a_bundle_of_none_is_the_import_and_of_many_the_domestic_device) {
  EXPECT_DOUBLE_EQ(bundle_per_task(kImported, kDomestic, 0), 0.1);
  EXPECT_DOUBLE_EQ(bundle_per_task(kImported, kDomestic, 1), 18.0 / 120);
  EXPECT_NEAR(bundle_per_task(kImported, kDomestic, 1e9), 0.4, 1e-8);
}

TEST(Tie, at_the_break_even_ratio_the_bundle_costs_what_the_alternative_does) {
  const auto tie = tie_break_even(kImported, kDomestic, 0.2);
  ASSERT_EQ(tie.kind, TieKind::kRatio);
  EXPECT_DOUBLE_EQ(bundle_per_task(kImported, kDomestic, tie.ratio), 0.2);
  EXPECT_DOUBLE_EQ(tie.ratio, 10.0 / 4);
  // Buying the domestic device's tasks at the alternative's price would cost 4: 4 are lost.
  EXPECT_DOUBLE_EQ(tie.per_import_hour, 4);
}

TEST(Tie, a_domestic_device_that_is_no_dearer_costs_nothing_to_take) {
  const auto tie = tie_break_even(kImported, kDomestic, 0.5);
  EXPECT_EQ(tie.kind, TieKind::kAny);
  EXPECT_LT(tie.per_import_hour, 0);
}

TEST(Tie, an_import_that_is_dearer_alone_has_no_ratio) {
  EXPECT_EQ(tie_break_even(kImported, kDomestic, 0.05).kind, TieKind::kNone);
}

}  // namespace
}  // namespace fleetmark::cost
