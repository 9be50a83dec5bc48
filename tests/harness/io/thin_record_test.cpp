// SPDX-License-Identifier: Apache-2.0
// Thin reading gives the very record that whole reading gives, and leaves all else to it.
#include "harness/io/thin_record.h"

#include <gtest/gtest.h>

#include <string>

#include "harness/io/json_document.h"
#include "harness/io/json_run_record.h"
#include "tests/support/builders.h"

namespace fleetmark::test {
namespace {

using io::parse_thin_record;

io::Schema run_schema() {
  const auto schema =
      io::read_json(std::string(FLEETMARK_SOURCE_DIR) + "/results/schema/run.schema.json");
  auto compiled = io::Schema::compile(*schema, "run.schema.json");
  return std::move(*compiled);
}

// The text of a run, with the first `from` replaced.
std::string text_with(const std::string& from, const std::string& to) {
  std::string text = io::to_json(some_run(3, 2)).dump(1);
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  if (at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

TEST(ThinRecord, is_the_record_that_whole_reading_gives) {
  const auto schema = run_schema();
  for (const int indent : {-1, 1, 2}) {
    for (unsigned seed = 1; seed <= 20; ++seed) {
      const std::string text = io::to_json(some_run(seed, static_cast<int>(seed % 4))).dump(indent);
      auto thin = parse_thin_record(text);
      ASSERT_TRUE(thin) << seed;
      const auto read = io::run_record_from_thin(std::move(*thin), schema, "f");
      ASSERT_TRUE(read) << read.error().message;
      const auto whole = io::run_record_from_json(*io::parse_json(text, "f"), schema, "f");
      ASSERT_TRUE(whole);
      EXPECT_EQ(io::to_json(*read).dump(), io::to_json(*whole).dump());
      EXPECT_EQ(io::to_json(*read).dump(indent), text);
    }
  }
}

TEST(ThinRecord, what_is_out_of_the_ordinary_is_left_to_whole_reading) {
  const std::pair<const char*, const char*> changes[] = {
      {"\"launch\": 0", "\"launch\": -1"},
      {"\"launch\": 0", "\"launch\": 0.5"},
      {"\"launch\": 0", "\"launch\": true"},
      {"\"launch\": 0", "\"launch\": \"0\""},
      {"\"launch\": 0", "\"launch\": 4000000"},
      {"\"launch\": 0", "\"launch\": 0, \"launch\": 0"},
      {"\"launch\": 0", "\"launch\": 0, \"extra\": 1"},
      {"\"launch\": 0", "\"launch\": [0]"},
      {"\"launch\": 0", "\"launch\": {}"},
      {"\"clock_hz\": null", "\"clock_hz\": 0"},
      {"\"clock_hz\": null,", ""},
      {"\"seconds\": ", "\"seconds\": -"},
      {"\"seconds\": ", "\"seconds\": 1e999, \"seconds\": "},
      {"\"samples\": [", "\"samples\": [], \"more\": ["},
      {"\"samples\": [", "\"samples\": [1, "},
      {"\"suite\"", "\"suite\": \"a\", \"suite\""},
      {"\"variant\"", "\"variant\": \"a\", \"variant\""},
  };
  for (const auto& [from, to] : changes) {
    EXPECT_FALSE(parse_thin_record(text_with(from, to))) << from << " -> " << to;
  }
  const std::string good = text_with("{", "{");
  EXPECT_TRUE(parse_thin_record(good));
  EXPECT_FALSE(parse_thin_record(good + "x"));
  EXPECT_FALSE(parse_thin_record(good.substr(0, good.size() / 2)));
  for (const char* other : {"", "[]", "1", "{}", "{\"measurements\": 1}", "nul"}) {
    EXPECT_FALSE(parse_thin_record(other)) << other;
  }
  std::string deep = "{\"measurements\": [], \"a\": ";
  for (int i = 0; i < 10'000; ++i) deep += "[";
  EXPECT_FALSE(parse_thin_record(deep));
}

// Samples of other lists than those of measurements are nothing special.
TEST(ThinRecord, samples_elsewhere_stay_in_the_document) {
  const auto thin =
      parse_thin_record(R"({"samples": [1], "measurements": [], "a": {"samples": []}})");
  ASSERT_TRUE(thin);
  EXPECT_EQ(thin->document["samples"].size(), 1U);
  EXPECT_TRUE(thin->samples.empty());
}

TEST(ThinRecord, sense_is_checked_over_all_samples) {
  const auto schema = run_schema();
  auto thin = parse_thin_record(text_with("\"count\": 40", "\"count\": 41"));
  ASSERT_TRUE(thin);
  const auto read = io::run_record_from_thin(std::move(*thin), schema, "f");
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("summary.count"), std::string::npos) << read.error().message;
}

}  // namespace
}  // namespace fleetmark::test
