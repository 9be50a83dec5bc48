// SPDX-License-Identifier: Apache-2.0
#include "harness/report/doubt_view.h"

#include <gtest/gtest.h>

#include "harness/report/break_even_view.h"
#include "harness/report/cost_view.h"
#include "tests/harness/cost/cost_builders.h"

namespace fleetmark::report {
namespace {

// Two devices with everything that a comparison may hold; "b" is domestic and half as fast.
TaskRows two_rows() {
  const cost::Economics terms = test::economics();
  TaskRows rows{test::triad_task().unit, "B/s", "USD", {}};
  rows.reference = "a";
  std::vector<cost::CostModel> models;
  for (const std::string id : {"a", "b"}) {
    const double rate = id == "a" ? 4e12 : 2e12;
    auto cost = cost::task_cost(cost::device_inputs(test::profile(id), terms), terms,
                                test::exact_rate(rate), test::kPetabyte);
    models.push_back(cost->model);
    model::PlacementRow placed{
        .entry = {.id = id, .name = "", .tier = {}, .rate = test::exact_rate(rate)},
        .is_reference = id == "a",
        .gap = model::Unknown{{"none"}}};
    rows.rows.push_back({std::move(placed), std::move(cost), model::Unknown{{"none"}}});
  }
  rows.simulation = cost::simulate(models, {.samples = 1000});
  TaskRow& b = rows.rows[1];
  b.split = cost::split_tokens(2, 0.25, 1000, 1000);
  b.steps = {{"ideal silicon", 0.1}, {"library", 0.05}};
  b.levers = {{"utilisation", "share", 0.5, 0.01, 0.85, {0.7}, "0.700"}};
  b.crossover = cost::Crossover{1.5, 1.2, {}, 0.8, {}};
  b.tie = cost::TieBreakEven{cost::TieKind::kRatio, 2.5, 4, 0.2};
  b.tie_alternative = "c";
  b.training_run = cost::TrainingRun{1000, 12};
  return rows;
}

TEST(DoubtView, every_row_is_as_long_as_its_columns) {
  const TaskRows rows = two_rows();
  for (const Table& table :
       {doubt_table(rows), tornado_table(rows), corner_table(rows), split_table(rows),
        step_table(rows), lever_table(rows), crossover_table(rows), tie_table(rows),
        training_run_table(rows), ownership_table(rows), cost_table(rows)}) {
    EXPECT_FALSE(table.rows.empty()) << table.id;
    for (const auto& row : table.rows) EXPECT_EQ(row.size(), table.columns.size()) << table.id;
  }
  EXPECT_TRUE(cheaper_table(rows).rows.empty());  // of two devices the table above says it
}

TEST(DoubtView, the_reference_is_not_compared_with_itself) {
  const Table table = doubt_table(two_rows());
  EXPECT_EQ(table.rows[0][5].text, "-");
  ASSERT_TRUE(table.rows[1][5].number);
  EXPECT_LT(*table.rows[1][5].number, 0.01);
}

TEST(DoubtView, a_lower_bound_is_marked) {
  TaskRows rows = two_rows();
  cost::TaskCost cost = *rows.rows[1].cost;
  cost.model.left_out = {"porting: software.porting of b"};
  rows.rows[1].cost = cost;
  const Table table = cost_table(rows);
  EXPECT_EQ(table.rows[1][1].text.rfind(">= ", 0), 0U);
  EXPECT_NE(table.rows[0][1].text.rfind(">= ", 0), 0U);
}

TEST(DoubtView, what_is_missing_names_the_flag_that_supplies_it) {
  TaskRows rows = two_rows();
  EXPECT_TRUE(how_to_supply(rows).empty());
  rows.rows[1].cost =
      model::Unknown{{"prices[].typical of b", "tdp of b", "inputs.power_price of test-terms"}};
  const auto notes = how_to_supply(rows);
  ASSERT_EQ(notes.size(), 1U);
  for (const char* flag :
       {"--set purchase_price.b=AMOUNT", "--set power_w.b=WATTS", "--set power_price=VALUE"}) {
    EXPECT_NE(notes[0].find(flag), std::string::npos) << flag;
  }
}

}  // namespace
}  // namespace fleetmark::report
