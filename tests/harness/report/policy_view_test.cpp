// SPDX-License-Identifier: Apache-2.0
#include "harness/report/policy_view.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "harness/report/economics_view.h"
#include "tests/harness/cost/cost_builders.h"

namespace fleetmark::report {
namespace {

const Table& table(const Document& document, const std::string& id) {
  for (const auto& each : document.tables) {
    if (each.id == id) return each;
  }
  ADD_FAILURE() << "no table " << id;
  return document.tables.front();
}

TEST(PolicyView, every_figure_of_a_rule_has_its_row_with_origin) {
  fleet::Policy policy;
  policy.id = "p";
  fleet::Quota quota;
  quota.id = "cap";
  quota.scope = fleet::QuotaScope::kNational;
  quota.limit = test::input(200000, "devices");
  quota.buyer_share = test::input(0.05, "1");
  quota.probability = test::input(0.5, "1");
  quota.to_period = 4;
  policy.quotas = {quota};
  const Document document = policy_view(policy);
  const Table& rules = table(document, "rules");
  ASSERT_EQ(rules.rows.size(), 1U);
  EXPECT_EQ(rules.rows[0][1].text, "assumption");
  EXPECT_EQ(rules.rows[0][3].text, "from period 1 to 4");
  EXPECT_EQ(rules.rows[0][4].text, "every import");
  const Table& figures = table(document, "figures");
  ASSERT_EQ(figures.rows.size(), 3U);
  EXPECT_EQ(figures.rows[0][0].text, "cap.limit");
  EXPECT_EQ(figures.rows[0][1].text, "200,000");
  EXPECT_EQ(figures.rows[1][0].text, "cap.buyer_share");
  EXPECT_EQ(figures.rows[2][0].text, "cap.probability");
  for (const auto& row : figures.rows) {
    EXPECT_EQ(row[6].text, "press");
    EXPECT_EQ(row[7].text, "sheet");
    EXPECT_EQ(row[8].text, "2026-01");
  }
  EXPECT_EQ(document.lead.back(), "Status: assumption, not a published rule");
}

TEST(PolicyView, a_summary_says_assumption_or_counts_facts) {
  fleet::Policy policy;
  policy.name = "Some rule";
  EXPECT_EQ(policy_summary(policy), "Some rule");
  policy.bans.emplace_back();
  EXPECT_EQ(policy_summary(policy), "Some rule, assumption");
  fleet::Policy facts;
  facts.name = "News";
  facts.kind = fleet::PolicyKind::kFacts;
  facts.facts.resize(3);
  EXPECT_EQ(policy_summary(facts), "News, 3 facts");
}

TEST(EconomicsView, unknown_inputs_are_shown_and_absent_optional_ones_are_not) {
  cost::Economics terms = test::economics();
  terms.engineer_price.reset();
  const Document document = economics_view(terms);
  const Table& inputs = table(document, "inputs");
  const auto optional =
      std::ranges::count(cost::kEconomicsFields, true, &cost::EconomicsField::is_optional);
  EXPECT_EQ(inputs.rows.size(), cost::kEconomicsFields.size() - static_cast<std::size_t>(optional));
  for (const auto& row : inputs.rows) {
    EXPECT_NE(row[0].text, "power_price_domestic_devices");
    if (row[0].text == "power_price") {
      EXPECT_EQ(row[4].text, "USD/kWh");
      EXPECT_EQ(row[5].text, "hour");
    }
    if (row[0].text == "engineer_price") {
      EXPECT_TRUE(row[1].is_unknown);
      EXPECT_EQ(row[5].text, "hour");
    }
  }
  EXPECT_EQ(table(document, "fx").rows[0][0].text, "fx.CNY");
}

}  // namespace
}  // namespace fleetmark::report
