// SPDX-License-Identifier: Apache-2.0
// A scenario on paper: level figures as one number, and what the file leaves to others named.
#include "harness/report/scenario_view.h"

#include <gtest/gtest.h>

namespace fleetmark::report {
namespace {

fleet::Scenario some_scenario() {
  fleet::Scenario s;
  s.id = "firm";
  s.name = "A firm";
  s.first_period = "2027-Q3";
  s.periods = 3;
  s.economics = "cn";
  s.policies = {"tie", "quota"};
  s.sites.resize(1);
  s.sites[0].id = "hall";
  s.sites[0].power_kw = {10, 20, 20};
  s.workloads.resize(1);
  s.workloads[0].id = "chat";
  s.workloads[0].tasks_per_day = {5, 5, 5};
  s.workloads[0].is_domestic_only = true;
  s.devices.resize(1);
  s.devices[0].device = "h20";
  s.devices[0].price_factor = {1, 1, 0.9};
  return s;
}

const Cell& cell(const Document& document, std::size_t table, const std::string& key) {
  const Table& at = document.tables.at(table);
  for (std::size_t c = 0; c < at.columns.size(); ++c) {
    if (at.columns[c].key == key) return at.rows.at(0).at(c);
  }
  throw std::out_of_range(key);
}

TEST(ScenarioView, level_figures_are_one_number_and_others_one_a_period) {
  const Document view = scenario_view(some_scenario());
  EXPECT_EQ(cell(view, 0, "power_kw").text, "10 20 20");
  EXPECT_EQ(cell(view, 1, "tasks_per_day").number, 5);
  EXPECT_EQ(cell(view, 2, "price_factor").text, "1 1 0.9");
}

TEST(ScenarioView, what_the_file_does_not_say_is_said_to_be_others) {
  const Document view = scenario_view(some_scenario());
  EXPECT_EQ(cell(view, 0, "pue").text, "(economics)");
  EXPECT_EQ(cell(view, 2, "supply").text, "(unlimited)");
  EXPECT_FALSE(cell(view, 2, "supply").number);
  EXPECT_EQ(cell(view, 1, "rent_price_per_task").text, "(not for rent)");
  EXPECT_EQ(view.tables.size(), 3U);  // nothing is there yet
}

TEST(ScenarioView, what_may_turn_out_otherwise_has_a_table) {
  fleet::Scenario s = some_scenario();
  s.uncertainty = {{"approvals",
                    {{"none", 0.25, std::vector<std::string>{"ban"}, {}},
                     {"", 0.125, {}, {{fleet::WorldChangeKind::kImportPrice, 1.5}}}}}};
  s.risk_weight = 0.5;
  const Document view = scenario_view(s);
  EXPECT_EQ(view.lead.at(6), "Risk: weight 0.5 on the costliest 10.0 % of what may happen");
  const Table& table = view.tables.at(3);
  ASSERT_EQ(table.rows.size(), 3U);
  EXPECT_EQ(table.rows[0][2].number, 0.625);
  EXPECT_EQ(table.rows[1][3].text, "ban");
  EXPECT_EQ(table.rows[2][3].text, "import-price=1.5");
  EXPECT_NE(table.notes.at(0).find("3 worlds"), std::string::npos);
}

TEST(ScenarioView, the_lead_names_periods_policies_and_rules) {
  const Document view = scenario_view(some_scenario());
  EXPECT_EQ(view.lead.at(1), "Periods: 3 of 3 months, 2027-Q3 to 2028-Q1");
  EXPECT_EQ(view.lead.at(3), "Policies: tie, quota");
  EXPECT_EQ(cell(view, 1, "rules").text, "domestic devices only");
}

}  // namespace
}  // namespace fleetmark::report
