// SPDX-License-Identifier: Apache-2.0
#include "harness/compare/plan_difference.h"

#include <gtest/gtest.h>

namespace fleetmark::compare {
namespace {

PlanAnswer some_plan() {
  PlanAnswer plan;
  plan.currency = "CNY";
  plan.cost = 100;
  plan.bound = 99;
  plan.tables["orders"] = {{"h200 east", {8, 0, 16}}, {"910c west", {4, 4, 4}}};
  plan.tables["cost_per_task"] = {{"chat", {2.5}}};
  plan.binding = {"the quota on imports", "the power of a site"};
  return plan;
}

TEST(PlanDifference, the_same_plan_has_none) {
  const auto difference = plan_difference(some_plan(), some_plan());
  EXPECT_TRUE(difference.is_none());
  EXPECT_FALSE(difference.cost.is_proven());
}

TEST(PlanDifference, rows_that_differ_are_told_with_every_period) {
  auto now = some_plan();
  now.tables["orders"] = {{"910c west", {4, 4, 4}}, {"h20 east", {0, 2}}, {"h200 east", {8, 8, 8}}};
  const auto difference = plan_difference(some_plan(), now);
  ASSERT_EQ(difference.tables.size(), 1U);
  const auto& orders = difference.tables.at("orders");
  ASSERT_EQ(orders.size(), 2U);
  EXPECT_EQ(orders[0].name, "h200 east");
  EXPECT_EQ(orders[0].base, (std::vector<double>{8, 0, 16}));
  EXPECT_EQ(orders[0].now, (std::vector<double>{8, 8, 8}));
  EXPECT_EQ(orders[1].name, "h20 east");
  EXPECT_EQ(orders[1].base, (std::vector<double>{0, 0, 0}));
  EXPECT_EQ(orders[1].now, (std::vector<double>{0, 2, 0}));
}

TEST(PlanDifference, a_table_of_one_side_is_all_new_or_all_gone) {
  auto now = some_plan();
  now.tables.erase("orders");
  const auto gone = plan_difference(some_plan(), now).tables.at("orders");
  ASSERT_EQ(gone.size(), 2U);
  EXPECT_EQ(gone[1].now, (std::vector<double>{0, 0, 0}));
  EXPECT_EQ(plan_difference(now, some_plan()).tables.at("orders").size(), 2U);
}

TEST(PlanDifference, rounding_is_no_difference) {
  auto now = some_plan();
  now.tables["cost_per_task"][0].values[0] = 2.5 * (1 + 1e-9);
  EXPECT_TRUE(plan_difference(some_plan(), now).is_none());
  now.tables["cost_per_task"][0].values[0] = 2.5 * (1 + 1e-4);
  EXPECT_FALSE(plan_difference(some_plan(), now).is_none());
}

// 99 to 100 against 96 to 98: at least 1 less, at most 4. Against 97 to 99.5 nobody knows.
TEST(PlanDifference, bounds_tell_whether_the_cheaper_one_is_proven) {
  auto now = some_plan();
  now.cost = 98;
  now.bound = 96;
  const auto cheaper = plan_difference(some_plan(), now).cost;
  EXPECT_DOUBLE_EQ(cheaper.least, -4);
  EXPECT_DOUBLE_EQ(cheaper.most, -1);
  EXPECT_TRUE(cheaper.is_proven());
  now.cost = 99.5;
  EXPECT_FALSE(plan_difference(some_plan(), now).cost.is_proven());
}

TEST(PlanDifference, limits_that_bind_in_one_plan_alone_are_named) {
  auto now = some_plan();
  now.binding = {"the power of a site", "the budget"};
  const auto difference = plan_difference(some_plan(), now);
  EXPECT_EQ(difference.binds_now, (std::vector<std::string>{"the budget"}));
  EXPECT_EQ(difference.binds_no_more, (std::vector<std::string>{"the quota on imports"}));
}

}  // namespace
}  // namespace fleetmark::compare
