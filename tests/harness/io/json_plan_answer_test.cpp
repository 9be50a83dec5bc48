// SPDX-License-Identifier: Apache-2.0
#include "harness/io/json_plan_answer.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace fleetmark::io {
namespace {

using nlohmann::json;

json answer() {
  return json::parse(R"json({
    "lead": ["Scenario: firm (A firm)", "Policies: none"],
    "tables": {
      "plan_cost": {"title": "", "rows": [
        {"part": "energy", "cny": 40.5}, {"part": "all", "cny": 100.5},
        {"part": "proven: no plan costs less than", "cny": 99}]},
      "orders": {"title": "", "rows": [
        {"device": "h200", "site": "east", "period_1": 8, "period_2": 0, "period_10": 16},
        {"device": "cash paid, CNY", "site": "", "period_1": 1, "period_2": 2, "period_10": 3}]},
      "serving": {"title": "", "rows": [
        {"workload": "chat", "by": "rented elsewhere", "period_1": 5}]},
      "binding": {"title": "", "rows": [{"limit": "the budget", "rows": "budget_1"}]}
    }
  })json");
}

TEST(JsonPlanAnswer, is_read_with_periods_by_their_number) {
  const auto read = plan_answer(answer(), "a.json");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->scenario, "firm (A firm)");
  EXPECT_EQ(read->currency, "CNY");
  EXPECT_DOUBLE_EQ(read->cost, 100.5);
  EXPECT_DOUBLE_EQ(read->bound, 99);
  const auto& orders = read->tables.at("orders");
  EXPECT_EQ(orders[0].name, "h200 east");
  EXPECT_EQ(orders[0].values, (std::vector<double>{8, 0, 0, 0, 0, 0, 0, 0, 0, 16}));
  EXPECT_EQ(read->tables.at("serving")[0].name, "chat rented elsewhere");
  EXPECT_EQ(read->binding, (std::vector<std::string>{"the budget"}));
}

TEST(JsonPlanAnswer, what_is_no_plan_is_refused_in_one_line) {
  const auto refusal = [](const json& document) {
    const auto read = plan_answer(document, "a.json");
    return read ? std::string() : read.error().message;
  };
  for (const char* key : {"plan_cost", "orders"}) {
    json spoiled = answer();
    spoiled["tables"][key]["rows"] = "none";
    EXPECT_TRUE(refusal(spoiled).starts_with("a.json: tables." + std::string(key))) << key;
  }
  json without = answer();
  without["tables"].erase("plan_cost");
  EXPECT_NE(refusal(without).find("fleetmark plan SCENARIO --format json"), std::string::npos);
  without = answer();
  without["tables"]["plan_cost"]["rows"].erase(1);
  EXPECT_TRUE(refusal(without).starts_with("a.json: tables.plan_cost: all: found none"));
  EXPECT_FALSE(refusal(json::array()).empty());
  EXPECT_FALSE(refusal(json::parse(R"({"schema": "fleetmark.run/1"})")).empty());
}

}  // namespace
}  // namespace fleetmark::io
