// SPDX-License-Identifier: Apache-2.0
#include "harness/report/plan_difference_view.h"

#include <gtest/gtest.h>

namespace fleetmark::report {
namespace {

compare::PlanAnswer some_plan() {
  compare::PlanAnswer plan;
  plan.scenario = "firm (A firm)";
  plan.currency = "CNY";
  plan.cost = 2e6;
  plan.bound = 2e6;
  plan.tables["plan_cost"] = {{"all", {2e6}}};
  plan.tables["orders"] = {
      {"h200 east", {8, 0, 16}}, {"910c west", {4, 4}}, {"cash paid, CNY", {9}}};
  return plan;
}

std::string lead_of(const compare::PlanAnswer& base, const compare::PlanAnswer& now) {
  std::string lead;
  for (const auto& line : plan_difference_document(base, now, {"a.json", "b.json"}).lead) {
    lead += line + "\n";
  }
  return lead;
}

TEST(PlanDifferenceView, two_equal_plans_are_said_to_be_the_same) {
  const auto document = plan_difference_document(some_plan(), some_plan(), {"a.json", "b.json"});
  EXPECT_EQ(document.lead.back(), "The two plans are the same.");
  EXPECT_TRUE(document.tables.empty());
}

TEST(PlanDifferenceView, words_name_cost_orders_and_limits) {
  auto now = some_plan();
  now.cost = now.bound = 1.5e6;
  now.tables["plan_cost"][0].values = {1.5e6};
  now.tables["orders"][0].values = {8, 0, 0};
  now.tables["orders"][1].values = {0, 8};
  now.tables["orders"][2].values = {3};
  now.binding = {"the budget"};
  const std::string lead = lead_of(some_plan(), now);
  EXPECT_NE(lead.find("500,000 CNY less (25 %); the proven bounds tell the two apart."),
            std::string::npos)
      << lead;
  EXPECT_NE(lead.find("Ordered: h200 east: 16 fewer (24, then 8), 910c west: as many (8), at other "
                      "times."),
            std::string::npos)
      << lead;
  EXPECT_NE(lead.find("Binds now: the budget."), std::string::npos) << lead;
  const auto document = plan_difference_document(some_plan(), now, {"a.json", "b.json"});
  ASSERT_EQ(document.tables.size(), 2U);
  EXPECT_EQ(document.tables[0].rows[0][3].number, -5e5);
  EXPECT_EQ(document.tables[1].rows.size(), 6U);  // base and new of each
}

TEST(PlanDifferenceView, a_difference_within_the_gaps_is_said_to_prove_nothing) {
  auto now = some_plan();
  now.cost = 1.99e6;
  now.bound = 1.9e6;
  auto base = some_plan();
  base.bound = 1.9e6;
  EXPECT_NE(lead_of(base, now).find("less than the gaps of the two searches can hide"),
            std::string::npos);
}

}  // namespace
}  // namespace fleetmark::report
