// SPDX-License-Identifier: Apache-2.0
#include "harness/io/json_published.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <nlohmann/json.hpp>

#include "harness/io/json_document.h"
#include "tests/harness/io/shipped_profiles.h"

namespace fleetmark::io {
namespace {

using nlohmann::json;
using record::PublishedResult;

const json& published_schema() {
  static const json loaded =
      *read_json(FLEETMARK_SOURCE_DIR "/results/schema/published.schema.json");
  return loaded;
}

// A total over 8 devices, a time, and a figure per node: one row of each basis.
json three_rows() {
  const json total = {{"id", "off-1"},
                      {"device", "h200-sxm-141"},
                      {"n_devices", 8},
                      {"category", "llm_offline"},
                      {"workload", {{"model", "Llama 2 70B"}, {"batch", 64}, {"is_padded", false}}},
                      {"software", "engine 1.0"},
                      {"metric", "output_tokens_per_s"},
                      {"value", 24000},
                      {"unit", "tok/s"},
                      {"per_device", 3000.0},
                      {"also", {{"latency_ms", 12.5}}},
                      {"source", "a table of a page"},
                      {"date", "2025-10"},
                      {"confidence", "third-party"},
                      {"tier", "A"},
                      {"observed_spread_pct", 0.4},
                      {"notes", ""},
                      {"group", "slice"}};
  json time = total;
  time.erase("also");
  time.erase("observed_spread_pct");
  time.update({{"id", "dec-1"},
               {"category", "llm_decode"},
               {"metric", "tpot_ms"},
               {"value", 9.5},
               {"unit", "ms"},
               {"per_device", 9.5},
               {"date", "2025"}});
  json node = total;
  node.update({{"id", "dec-2"},
               {"n_devices", 72},
               {"value_devices", 8},
               {"metric", "output_tokens_per_s_per_node"},
               {"unit", "tok/s/node"},
               {"date", "2025-10-01"}});
  return {{"schema", "fleetmark.published/1"},
          {"conventions", {{"tier", "A = fully stated"}}},
          {"results", {total, time, node}}};
}

Result<Loaded<std::vector<PublishedResult>>> load_results(const json& document) {
  return published_from_json(document, published_schema(), "rows", kToday);
}

TEST(JsonPublished, every_field_arrives) {
  const auto loaded = load_results(three_rows());
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_TRUE(loaded->warnings.empty());
  ASSERT_EQ(loaded->value.size(), 3U);
  const PublishedResult& row = loaded->value[0];
  EXPECT_EQ(row.id, "off-1");
  EXPECT_EQ(row.device, "h200-sxm-141");
  EXPECT_EQ(row.devices, 8);
  EXPECT_EQ(row.category, "llm_offline");
  EXPECT_EQ(std::get<std::string>(row.workload.at("model")), "Llama 2 70B");
  EXPECT_EQ(std::get<double>(row.workload.at("batch")), 64);
  EXPECT_FALSE(std::get<bool>(row.workload.at("is_padded")));
  EXPECT_EQ(row.software, "engine 1.0");
  EXPECT_EQ(row.metric, "output_tokens_per_s");
  EXPECT_EQ(row.value, 24000);
  EXPECT_EQ(row.unit, "tok/s");
  EXPECT_EQ(row.per_device, 3000);
  EXPECT_EQ(row.source, "a table of a page");
  EXPECT_EQ(row.date, "2025-10");
  EXPECT_EQ(row.notes, "");
  EXPECT_EQ(row.confidence, "third-party");
  EXPECT_EQ(row.tier, "A");
  EXPECT_EQ(row.spread_percent, 0.4);
  EXPECT_EQ(row.group, "slice");
  EXPECT_FALSE(loaded->value[1].spread_percent);
}

TEST(JsonPublished, a_figure_of_half_a_chip_is_doubled) {
  json d = three_rows();
  d["results"][0].update({{"n_devices", 1},
                          {"value_devices", 0.5},
                          {"value", 350},
                          {"unit", "TFLOPS"},
                          {"per_device", 700}});
  const auto loaded = load_results(d);
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->value[0].per_device, 700);
}

// As tables come that state no value_devices: nothing of it is an error.
json rows_as_collected() {
  json d = three_rows();
  for (auto& row : d["results"]) row.erase("value_devices");
  return d;
}

std::vector<std::string> warnings_of(const json& document) {
  const auto loaded = load_results(document);
  EXPECT_TRUE(loaded) << loaded.error().message;
  return loaded ? loaded->warnings : std::vector<std::string>{};
}

TEST(JsonPublished, a_figure_per_node_without_the_size_of_the_node_is_taken_as_stated) {
  const auto loaded = load_results(rows_as_collected());
  ASSERT_TRUE(loaded) << loaded.error().message;
  ASSERT_EQ(loaded->value.size(), 3U);
  EXPECT_EQ(loaded->value[2].per_device, 3000);
  EXPECT_EQ(loaded->warnings,
            std::vector<std::string>{
                "rows: results.2.unit: found 'tok/s/node' without value_devices, the devices of "
                "one node; per_device is taken as stated"});
}

// As a table of half chips does: 349.7 TFLOPS of one core of two, 699.4 of the device.
TEST(JsonPublished, a_total_that_its_devices_do_not_explain_is_taken_as_stated) {
  json d = three_rows();
  d["results"][0].update(
      {{"n_devices", 1}, {"value", 349.7}, {"unit", "TFLOPS"}, {"per_device", 699.4}});
  const auto loaded = load_results(d);
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->value[0].per_device, 699.4);
  EXPECT_EQ(loaded->warnings,
            std::vector<std::string>{"rows: results.0.per_device: found 699.4, where value / "
                                     "n_devices is 349.7; per_device is taken as stated"});
}

TEST(JsonPublished, a_time_that_was_divided_and_a_unit_that_nobody_knows_are_doubted) {
  json d = three_rows();
  d["results"][1]["per_device"] = 9.5 / 8;
  EXPECT_EQ(warnings_of(d), std::vector<std::string>{
                                "rows: results.1.per_device: found 1.1875, where value is 9.5; "
                                "per_device is taken as stated"});
  d = three_rows();
  d["results"][0]["unit"] = "tok/h";
  const auto warnings = warnings_of(d);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_EQ(warnings[0].rfind("rows: results.0.unit: found 'tok/h', which is none of tok/s,", 0),
            0U)
      << warnings[0];
}

TEST(JsonPublished, more_than_one_percent_off_is_doubted) {
  json d = three_rows();
  d["results"][0]["per_device"] = 3000 * 1.0099;
  EXPECT_TRUE(warnings_of(d).empty());
  d["results"][0]["per_device"] = 3000 * 1.0101;
  EXPECT_EQ(warnings_of(d).size(), 1U);
}

TEST(JsonPublished, a_row_may_leave_out_what_predictions_do_not_need) {
  json d = three_rows();
  auto& row = d["results"][1];
  for (const char* key :
       {"n_devices", "per_device", "source", "notes", "group", "confidence", "software", "tier"}) {
    row.erase(key);
  }
  row["workload"]["prefix_cache"] = nullptr;
  const auto loaded = load_results(d);
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_TRUE(loaded->warnings.empty());
  const PublishedResult& found = loaded->value[1];
  EXPECT_EQ(found.devices, 1);
  EXPECT_EQ(found.per_device, 9.5);
  EXPECT_EQ(found.tier, "B");
  EXPECT_EQ(found.source + found.notes + found.group + found.confidence + found.software, "");
  EXPECT_FALSE(found.workload.contains("prefix_cache"));
  EXPECT_EQ(found.workload.size(), 3U);
}

// The value of 8 devices is hardly that of one: said, since nothing else would tell.
TEST(JsonPublished, a_total_over_several_devices_without_its_share_is_doubted) {
  json d = three_rows();
  d["results"][0].erase("per_device");
  const auto loaded = load_results(d);
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->value[0].per_device, 24000);
  ASSERT_EQ(loaded->warnings.size(), 1U);
  EXPECT_NE(loaded->warnings[0].find("per_device is missing and taken to be the value"),
            std::string::npos);
}

struct PlantedRow {
  std::string name;
  std::function<void(json& row, json& document)> plant;
  std::string words;
};

TEST(JsonPublished, refuses_planted_errors) {
  const std::vector<PlantedRow> cases{
      {"id twice", [](json& row, json& d) { d["results"][2]["id"] = row["id"]; },
       "results.2.id: found 'off-1' again, after results.0; allowed: one row for each id"},
      {"no value", [](json& row, json&) { row["value"] = 0; },
       "results.0.value: found 0; allowed: a number, above 0"},
      {"negative share", [](json& row, json&) { row["per_device"] = -3000; },
       "results.0.per_device: found -3000"},
      {"infinite", [](json& row, json&) { row["value"] = std::numeric_limits<double>::infinity(); },
       "results.0.value: found null; allowed: a finite number above 0"},
      {"value as text", [](json& row, json&) { row["value"] = "24000"; }, "results.0.value"},
      {"tier D", [](json& row, json&) { row["tier"] = "D"; },
       "results.0.tier: found \"D\"; allowed: one of [\"A\",\"B\",\"C\"]"},
      {"hearsay", [](json& row, json&) { row["confidence"] = "hearsay"; }, "results.0.confidence"},
      {"another category", [](json& row, json&) { row["category"] = "games"; },
       "results.0.category: found \"games\""},
      {"tomorrow", [](json& row, json&) { row["date"] = "2026-11-26"; },
       "results.0.date: found '2026-11-26', which lies ahead; allowed: up to today, 2026-11-25"},
      {"next month", [](json& row, json&) { row["date"] = "2026-12"; }, "which lies ahead"},
      {"next year", [](json& row, json&) { row["date"] = "2027"; }, "which lies ahead"},
      {"no such day", [](json& row, json&) { row["date"] = "2026-02-31"; },
       "results.0.date: found '2026-02-31', which is no day"},
      {"a quarter", [](json& row, json&) { row["date"] = "2025-Q3"; },
       "results.0.date: found \"2025-Q3\""},
      {"total as share",
       [](json& row, json&) {
         row.update({{"per_device", 24000}, {"value_devices", 8}});
       },
       "results.0.per_device: found 24000.0; allowed: 3000.0 to 1 %, value / value_devices"},
      {"two percent off",
       [](json& row, json&) {
         row.update({{"per_device", 3060}, {"value_devices", 8}});
       },
       "results.0.per_device: found 3060.0"},
      {"a node divided by all",
       [](json&, json& d) { d["results"][2]["per_device"] = 24000.0 / 72; },
       "results.2.per_device: found 333.3333333333333; allowed: 3000.0 to 1 %, value / "
       "value_devices"},
      {"a node larger than the run", [](json&, json& d) { d["results"][2]["value_devices"] = 144; },
       "results.2.value_devices: found 144.0 of n_devices 72"},
      {"devices of a time", [](json&, json& d) { d["results"][1]["value_devices"] = 8; },
       "results.1.value_devices: found with the unit 'ms', which is of one device"},
      {"unknown unit",
       [](json& row, json&) {
         row.update({{"unit", "tok/h"}, {"value_devices", 8}});
       },
       "results.0.unit: found 'tok/h'; allowed: one of tok/s, samples/s"},
      {"no devices", [](json& row, json&) { row["n_devices"] = 0; },
       "results.0.n_devices: found 0; allowed: a whole number, at least 1"},
      {"half a device", [](json& row, json&) { row["n_devices"] = 7.5; }, "results.0.n_devices"},
      {"no source", [](json& row, json&) { row["source"] = ""; }, "results.0.source"},
      {"unit left out", [](json& row, json&) { row.erase("unit"); },
       "results.0: the key 'unit' is missing; add it"},
      {"a list in the workload",
       [](json& row, json&) {
         row["workload"]["m"] = {1, 2};
       },
       "results.0.workload.m: found [1,2]"},
      {"text among the other figures", [](json& row, json&) { row["also"]["latency_ms"] = "12"; },
       "results.0.also.latency_ms"},
      {"negative spread", [](json& row, json&) { row["observed_spread_pct"] = -1; },
       "results.0.observed_spread_pct"},
      {"unknown key", [](json& row, json&) { row["reviewer"] = "me"; },
       "results.0: unknown key 'reviewer'; allowed: also, category"},
      {"unknown key above", [](json&, json& d) { d["licence"] = "free"; }, "unknown key 'licence'"},
      {"unknown convention", [](json&, json& d) { d["conventions"]["colour"] = "blue"; },
       "conventions: unknown key 'colour'"},
      {"no rows", [](json&, json& d) { d["results"] = json::array(); }, "results: found []"},
      {"another version", [](json&, json& d) { d["schema"] = "fleetmark.published/2"; },
       "schema: found \"fleetmark.published/2\""}};
  for (const auto& planted : cases) {
    json changed = three_rows();
    planted.plant(changed["results"][0], changed);
    const auto loaded = load_results(changed);
    ASSERT_FALSE(loaded) << planted.name;
    const std::string& message = loaded.error().message;
    EXPECT_EQ(loaded.error().code, ErrorCode::kBadData) << message;
    EXPECT_EQ(message.rfind("rows: ", 0), 0U) << message;
    EXPECT_NE(message.find(planted.words), std::string::npos) << planted.name << ": " << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  }
}

TEST(JsonPublished, an_absent_file_is_named) {
  const auto loaded = read_published("/absent/rows.json", published_schema(), kToday);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, ErrorCode::kIo);
  EXPECT_NE(loaded.error().message.find("/absent/rows.json"), std::string::npos);
}

}  // namespace
}  // namespace fleetmark::io
