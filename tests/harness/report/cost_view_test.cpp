// SPDX-License-Identifier: Apache-2.0
#include "harness/report/cost_view.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "tests/harness/cost/cost_builders.h"

namespace fleetmark::report {
namespace {

TaskRows one_row(const std::string& currency) {
  cost::Economics terms = test::economics();
  terms.currency = currency;
  const auto device = test::profile("a");
  auto cost = cost::task_cost(cost::device_inputs(device, terms), terms, test::exact_rate(2e12),
                              test::kPetabyte);
  TaskRows rows{test::triad_task().unit, "B/s", currency, {}};
  model::PlacementRow placed{
      .entry = {.id = "a", .name = "", .tier = {}, .rate = test::exact_rate(2e12)},
      .gap = model::Unknown{{"no reference"}}};
  rows.rows.push_back({std::move(placed), std::move(cost), model::Unknown{{"no reference"}}});
  return rows;
}

bool has_column(const Table& table, const std::string& key) {
  return std::ranges::find(table.columns, key, &Column::key) != table.columns.end();
}

TEST(CostView, the_currency_of_the_file_is_in_keys_and_headings) {
  const Table yuan = cost_table(one_row("CNY"));
  for (const char* key : {"usage_cny", "allocation_cny", "cny_per_hour", "break_even_cny"}) {
    EXPECT_TRUE(has_column(yuan, key)) << key;
  }
  EXPECT_TRUE(has_column(ownership_table(one_row("CNY")), "a_cny_per_hour"));
  const Table dollars = cost_table(one_row("USD"));
  for (const char* key : {"usage_usd", "allocation_usd", "usd_per_hour", "break_even_usd"}) {
    EXPECT_TRUE(has_column(dollars, key)) << key;
  }
  EXPECT_EQ(yuan.columns[1].title, "usage CNY (P10 .. P90)");
}

TEST(CostView, rows_are_as_long_as_the_columns_and_say_how_a_price_was_converted) {
  const Table table = cost_table(one_row("CNY"));
  ASSERT_EQ(table.rows.size(), 1U);
  ASSERT_EQ(table.rows[0].size(), table.columns.size());
  EXPECT_NE(table.rows[0].back().text.find("converted from USD at"), std::string::npos);
  TaskRows unknown = one_row("CNY");
  unknown.rows[0].cost = model::Unknown{{"fx.CNY of here"}};
  const Table missing = cost_table(unknown);
  ASSERT_EQ(missing.rows[0].size(), missing.columns.size());
  EXPECT_EQ(missing.rows[0].back().text, "missing: fx.CNY of here");
}

// Of the first row.
const Cell& cell_of(const Table& table, const std::string& key) {
  const auto at = std::ranges::find(table.columns, key, &Column::key);
  EXPECT_NE(at, table.columns.end()) << key;
  return table.rows.front().at(static_cast<std::size_t>(at - table.columns.begin()));
}

TEST(CostView, machines_get_the_ends_of_an_interval_and_whether_it_is_a_bound) {
  TaskRows task = one_row("USD");
  cost::TaskCost cost = *task.rows[0].cost;
  cost.usage = {.typical = 1, .p10 = 0.5, .p90 = 3};
  task.rows[0].cost = cost;
  const Table exact = cost_table(task);
  EXPECT_EQ(cell_of(exact, "usage_usd_p10").number, 0.5);
  EXPECT_EQ(cell_of(exact, "usage_usd_p90").number, 3);
  EXPECT_EQ(cell_of(exact, "is_lower_bound").number, 0);
  cost.model.left_out = {"porting: effort"};
  task.rows[0].cost = cost;
  const Table bound = cost_table(task);
  EXPECT_EQ(cell_of(bound, "is_lower_bound").number, 1);
  EXPECT_TRUE(cell_of(bound, "usage_usd").text.starts_with(">= "));
}

// Unknown is not 0.
TEST(CostView, porting_that_nobody_published_is_unknown_in_the_hour) {
  TaskRows task = one_row("USD");
  const auto porting = [&] {
    const Table table = ownership_table(task);
    const auto row = std::ranges::find_if(
        table.rows, [](const auto& cells) { return cells.front().text == "Porting"; });
    return row == table.rows.end() ? std::optional<Cell>() : std::optional((*row)[1]);
  };
  EXPECT_FALSE(porting());
  cost::TaskCost cost = *task.rows[0].cost;
  cost.model.left_out = {"porting: effort"};
  task.rows[0].cost = std::move(cost);
  ASSERT_TRUE(porting());
  EXPECT_TRUE(porting()->is_unknown);
}

}  // namespace
}  // namespace fleetmark::report
