// SPDX-License-Identifier: Apache-2.0
#include "harness/report/record_view.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/harness/model/ledger/scored_list.h"

namespace fleetmark::report {
namespace {

const Cell& cell(const Table& table, std::size_t row, const std::string& key) {
  const auto column = std::ranges::find(table.columns, key, &Column::key);
  EXPECT_NE(column, table.columns.end()) << key;
  return table.rows.at(row).at(static_cast<std::size_t>(column - table.columns.begin()));
}

TEST(RecordView, a_row_holds_what_was_measured_and_what_was_predicted) {
  test::ScoredList list;
  list.add("h20-96", "llama-3.1-8b", 0.5);
  list.last().source = "points.csv";
  list.last().what.id = "point-7";
  list.last().what.task.quantity = model::Quantity::kTpot;
  const Table table = record_table(list.scored());
  ASSERT_EQ(table.rows.size(), 1U);
  EXPECT_EQ(cell(table, 0, "file").text, "points.csv");
  EXPECT_EQ(cell(table, 0, "record").text, "point-7");
  EXPECT_EQ(cell(table, 0, "unit").text, "s");
  EXPECT_EQ(cell(table, 0, "device").text, "h20-96");
  EXPECT_EQ(cell(table, 0, "measured").number, 100);
  EXPECT_NEAR(*cell(table, 0, "ln_error").number, 0.5, 1e-12);
  EXPECT_LT(*cell(table, 0, "p05").number, *cell(table, 0, "p10").number);
  EXPECT_LT(*cell(table, 0, "p90").number, *cell(table, 0, "p95").number);
  EXPECT_EQ(cell(table, 0, "is_learnt").text, "yes");
}

// Extents that a channel does not have are 1, and those of a kernel are its shape: neither is a
// number of tokens.
TEST(RecordView, sizes_that_a_record_does_not_have_are_blank) {
  test::ScoredList list;
  for (const auto channel :
       {model::Channel::kTpot, model::Channel::kOffline, model::Channel::kGemm}) {
    list.add("h20-96", "", 0);
    list.last().what.channel = channel;
    list.last().what.extents = {1, 1, 4096, 1};
  }
  const Table table = record_table(list.scored());
  EXPECT_EQ(cell(table, 0, "rows").number, 1);
  EXPECT_EQ(cell(table, 0, "output_tokens").number, 1);
  EXPECT_EQ(cell(table, 1, "devices").number, 1);
  EXPECT_EQ(cell(table, 1, "input_tokens").number, 4096);
  EXPECT_FALSE(cell(table, 1, "rows").number);
  EXPECT_FALSE(cell(table, 2, "devices").number);
  EXPECT_FALSE(cell(table, 2, "input_tokens").number);
}

}  // namespace
}  // namespace fleetmark::report
