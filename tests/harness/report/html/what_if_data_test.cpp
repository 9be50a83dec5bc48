// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/what_if_data.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "harness/cost/term_names.h"
#include "harness/report/html/markup.h"
#include "tests/harness/report/html/money_builders.h"

namespace fleetmark::report::html {
namespace {

using nlohmann::json;

TEST(WhatIfData, holds_every_term_to_the_last_digit) {
  const auto task = test::task_rows();
  const json data = json::parse(what_if_json(task, 64));
  const json& terms = data["devices"][0]["as_is"]["terms"];
  for (const auto& term : cost::kNamedTerms) {
    EXPECT_EQ(terms.at(std::string(term.name)).get<double>(),
              task.rows[0].cost->model.terms.*term.place)
        << term.name;
  }
  EXPECT_EQ(terms["tenure"], "owned");
  EXPECT_EQ(terms["compounding"], "nominal_monthly");
  EXPECT_EQ(terms["facility"], "colocation");
}

TEST(WhatIfData, what_is_not_known_is_null_and_never_nought) {
  const json data = json::parse(what_if_json(test::task_rows(), 64));
  const json& bare = data["devices"][2];
  EXPECT_EQ(bare["id"], "c");
  EXPECT_TRUE(bare["as_is"].is_null());
  EXPECT_TRUE(bare["start"].is_null());
  EXPECT_FALSE(bare["at_stated_price"].is_null());
}

TEST(WhatIfData, draws_are_the_first_of_the_simulation_and_stand_once) {
  const auto task = test::task_rows();
  const json data = json::parse(what_if_json(task, 64));
  const json& device = data["devices"][1];
  for (const auto& input : device["as_is"]["inputs"]) {
    const std::string key = input["key"];
    const bool is_shared = data["columns"].contains(key);
    EXPECT_NE(is_shared, device["columns"].contains(key)) << key;
    const json& column = is_shared ? data["columns"][key] : device["columns"][key];
    EXPECT_EQ(column.size(), 64U);
  }
  const auto& inputs = task.rows[1].cost->model.inputs;
  const auto rate = std::ranges::find(inputs, "rate", &cost::CostInput::key);
  const auto draws = cost::input_draws(*rate, "b", task.draws);
  EXPECT_NEAR(device["columns"]["rate"][63].get<double>() / draws[63], 1, 1e-5);
}

TEST(WhatIfData, begins_at_the_cost_of_all_draws) {
  const auto task = test::task_rows();
  const json data = json::parse(what_if_json(task, 64));
  const auto& cost = *task.rows[0].cost->allocation;
  EXPECT_EQ(data["devices"][0]["start"]["typical"].get<double>(), cost.typical);
  EXPECT_EQ(data["devices"][0]["start"]["p90"].get<double>(), cost.p90);
}

TEST(WhatIfData, names_that_are_no_utf8_do_not_break_it) {
  EXPECT_TRUE(json::accept(what_if_json(test::task_rows("\xff\xfe"), 8)));
}

}  // namespace
}  // namespace fleetmark::report::html
