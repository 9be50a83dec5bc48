// SPDX-License-Identifier: Apache-2.0
// How a suite file says that cases settle and how long they last.
#include "harness/io/json_suite.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "harness/io/json_document.h"

namespace fleetmark::io {
namespace {

using nlohmann::json;
using Settle = measure::Settle;

json suite_of(const json& fields, const json& fields_of_case) {
  json one = {{"kernel", "memory.triad"},
              {"dtypes", {"f64"}},
              {"sizes", {{"n", 1000}}},
              {"target_half_width_ratio", 0.0025},
              {"time_limit_s", 8}};
  one.update(fields_of_case);
  json suite = {{"schema", "fleetmark.suite/1"}, {"id", "s"}, {"title", "t"}, {"cases", {one}}};
  suite.update(fields);
  return suite;
}

Result<measure::Suite> parsed(const json& fields, const json& fields_of_case) {
  const auto schema = read_json(FLEETMARK_SOURCE_DIR "/profiles/schema/suite.schema.json");
  return suite_from_json(suite_of(fields, fields_of_case), *schema, "s.json");
}

Settle settle_of(const json& fields, const json& fields_of_case) {
  const auto suite = parsed(fields, fields_of_case);
  EXPECT_TRUE(suite) << (suite ? "" : suite.error().message);
  return suite->cases.at(0).settle;
}

TEST(JsonSuite, a_case_settles_as_its_suite_says_unless_it_says_otherwise) {
  const json nothing = json::object();
  EXPECT_EQ(settle_of(nothing, nothing), Settle::kShort);
  EXPECT_EQ(settle_of({{"settle", "full"}}, nothing), Settle::kFull);
  EXPECT_EQ(settle_of({{"settle", "family"}}, nothing), Settle::kFamily);
  EXPECT_EQ(settle_of({{"settle", "none"}}, nothing), Settle::kNone);
  EXPECT_EQ(settle_of({{"settle", "none"}}, {{"settle", "full"}}), Settle::kFull);
  EXPECT_EQ(settle_of({{"settle", "none"}}, {{"settle", "short"}}), Settle::kShort);
  EXPECT_FALSE(parsed({{"settle", "long"}}, nothing));
}

TEST(JsonSuite, a_case_may_have_to_last) {
  EXPECT_EQ(parsed(json::object(), json::object())->cases.at(0).min_duration_s, 0);
  EXPECT_EQ(parsed(json::object(), {{"min_duration_s", 6}})->cases.at(0).min_duration_s, 6);
}

}  // namespace
}  // namespace fleetmark::io
