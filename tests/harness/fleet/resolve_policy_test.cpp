// SPDX-License-Identifier: Apache-2.0
// What policies make of prices.
#include "harness/fleet/resolve_policy.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace fleetmark::fleet {
namespace {

cost::Input share(double value, std::optional<double> low = {}, std::optional<double> high = {}) {
  cost::Input input;
  input.figure.value = value;
  input.low = low;
  input.high = high;
  return input;
}

Duty duty(DutyKind kind, cost::Input rate) {
  Duty made;
  made.kind = kind;
  made.rate = std::move(rate);
  return made;
}

TEST(Duties, a_levy_comes_on_top_of_the_duty_at_the_border_in_any_order) {
  cost::Economics economics;
  economics.import_duty_share = share(0.05);
  Policy policy;
  policy.duties = {duty(DutyKind::kSection232, share(0.25)),
                   duty(DutyKind::kImportDuty, share(0.02)), duty(DutyKind::kVat, share(0.13))};
  for (int order = 0; order < 2; ++order) {
    const cost::Economics found = with_duties(economics, policy);
    EXPECT_DOUBLE_EQ(found.import_duty_share->figure.value, 0.27) << order;
    EXPECT_DOUBLE_EQ(found.vat_share->figure.value, 0.13);
    std::ranges::reverse(policy.duties);
  }
}

TEST(Duties, a_levy_alone_keeps_the_duty_of_the_economics) {
  cost::Economics economics;
  economics.import_duty_share = share(0.05);
  Policy policy;
  policy.duties = {duty(DutyKind::kSection232, share(0.25))};
  EXPECT_DOUBLE_EQ(with_duties(economics, policy).import_duty_share->figure.value, 0.3);
  economics.import_duty_share.reset();
  EXPECT_DOUBLE_EQ(with_duties(economics, policy).import_duty_share->figure.value, 0.25);
}

TEST(Duties, ends_move_with_the_value) {
  cost::Economics economics;
  economics.import_duty_share = share(0.05, 0.01);
  Policy policy;
  policy.duties = {duty(DutyKind::kSection232, share(0.25, 0.2, 0.3))};
  const cost::Input found = *with_duties(economics, policy).import_duty_share;
  EXPECT_DOUBLE_EQ(*found.low, 0.21);
  EXPECT_DOUBLE_EQ(*found.high, 0.35);
}

}  // namespace
}  // namespace fleetmark::fleet
