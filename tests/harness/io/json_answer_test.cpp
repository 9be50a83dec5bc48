// SPDX-License-Identifier: Apache-2.0
// Answers read back: names of rows, figures, and what is no answer.
#include "harness/io/json_answer.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "harness/report/document.h"

namespace fleetmark::io {
namespace {

report::Document some_answer() {
  report::Table table{
      "cost", "", {{"device", "device"}, {"usage_usd", "usage"}, {"origin", "o"}}, {}, {}};
  table.rows.push_back({"h20", {"$1.5", 1.5}, "estimate"});
  table.rows.push_back({"l20", report::unknown_cell(), "no price"});
  return {{"lead"}, {table}, {}};
}

// What render writes is what is read.
TEST(JsonAnswer, rendered_figures_come_back) {
  const auto document = nlohmann::json::parse(report::render(some_answer(), report::Format::kJson));
  ASSERT_TRUE(is_answer(document));
  const auto figures = answer_figures(document, "a.json");
  ASSERT_TRUE(figures);
  ASSERT_EQ(figures->size(), 2U);
  EXPECT_EQ((*figures)[0].label(), "cost: h20: usage_usd");
  EXPECT_EQ((*figures)[0].value, 1.5);
  EXPECT_EQ((*figures)[1].row, "l20");
  EXPECT_FALSE((*figures)[1].value);
}

TEST(JsonAnswer, a_file_of_a_schema_is_no_answer) {
  EXPECT_FALSE(is_answer({{"schema", "fleetmark.run/1"}, {"tables", nlohmann::json::object()}}));
  EXPECT_FALSE(is_answer(nlohmann::json::array()));
  EXPECT_FALSE(is_answer({{"tables", 1}}));
}

TEST(JsonAnswer, what_is_no_list_of_rows_is_named) {
  const auto broken = answer_figures({{"tables", {{"cost", 1}}}}, "a.json");
  ASSERT_FALSE(broken);
  EXPECT_NE(broken.error().message.find("a.json: tables.cost.rows"), std::string::npos);
  const auto row = answer_figures({{"tables", {{"cost", {{"rows", {1}}}}}}}, "a.json");
  ASSERT_FALSE(row);
  EXPECT_NE(row.error().message.find("row 1 is no object"), std::string::npos);
}

}  // namespace
}  // namespace fleetmark::io
