// SPDX-License-Identifier: Apache-2.0
// measure --rivals over the fake device, whose library is 1.25 times as fast: who asks, what the
// record keeps, what is printed.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/cli/child.h"
#include "tests/support/temp_dir.h"

namespace fleetmark::test {
namespace {

using nlohmann::json;

Outcome measure_rivals_in(const TempDir& folder, std::vector<std::string> more) {
  std::vector<std::string> arguments{"measure",  "--filter", "triad",
                                     "--output", "run.json", "--quiet"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  ChildOptions options;
  options.folder = folder.path();
  options.fake = "rival_speed=1.25";
  return run_fake(arguments, options);
}
json rivals_record_in(const TempDir& folder) {
  return json::parse(text_of(folder.file("run.json")));
}

TEST(Rivals, take_turns_where_they_are_asked_to_and_the_answer_says_what_came_of_it) {
  const TempDir folder;
  const Outcome outcome = measure_rivals_in(folder, {"--rivals"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("Samples taken in turn"), std::string::npos) << outcome.out;
  const json record = rivals_record_in(folder);
  ASSERT_GE(record["rivals"].size(), 1U);
  for (const json& pair : record["rivals"]) {
    EXPECT_EQ(pair["ours"], "plain");
    EXPECT_EQ(pair["rival"], "library");
    EXPECT_EQ(pair["took_turns"], true);
    EXPECT_NEAR(pair["ratio"].get<double>(), 0.8, 0.001);
  }
  ChildOptions options;
  options.folder = folder.path();
  const Outcome shown = run_fake({"show", "run.json"}, options);
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_NE(shown.out.find("Samples taken in turn"), std::string::npos);
  EXPECT_EQ(run_fake({"validate", "run.json"}, options).status, 0);
}

TEST(Rivals, on_two_kinds_of_data_the_pair_is_of_the_first) {
  const TempDir folder;
  const Outcome outcome = measure_rivals_in(folder, {"--rivals", "--data", "uniform,zeros"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  const json record = rivals_record_in(folder);
  EXPECT_EQ(record["rivals"].size(), 2U) << "f64 and f32";
  std::vector<std::string> kinds;
  for (const json& m : record["measurements"]) kinds.push_back(m["data"]);
  EXPECT_EQ(kinds, (std::vector<std::string>{"uniform", "uniform", "zeros", "zeros", "uniform",
                                             "uniform", "zeros", "zeros"}));
  EXPECT_NE(outcome.out.find("What the input data does"), std::string::npos) << outcome.out;
}

TEST(Rivals, data_of_several_kinds_is_for_suites) {
  const TempDir folder;
  const Outcome outcome = measure_rivals_in(folder, {"--soak", "1s", "--data", "uniform,zeros"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find("--data: found 2 kinds with --soak; allowed: one"), std::string::npos)
      << outcome.err;
}

TEST(Rivals, each_kind_of_data_is_named_once_and_stands_in_the_table_of_cases) {
  const TempDir folder;
  const Outcome twice = measure_rivals_in(folder, {"--data", "zeros,zeros"});
  EXPECT_EQ(twice.status, 2);
  EXPECT_NE(twice.err.find("--data: found 'zeros' twice"), std::string::npos) << twice.err;
  const Outcome both = measure_rivals_in(folder, {"--data", "uniform,zeros", "--format", "json"});
  ASSERT_EQ(both.status, 0) << both.err;
  std::vector<std::string> kinds;
  const json answer = json::parse(both.out);
  for (const json& row : answer["tables"]["measurements"]["rows"]) kinds.push_back(row["data"]);
  EXPECT_EQ(std::ranges::count(kinds, "uniform"), std::ranges::count(kinds, "zeros"));
  EXPECT_GT(kinds.size(), 1U);
  const Outcome plain = measure_rivals_in(folder, {"--format", "json"});
  EXPECT_FALSE(json::parse(plain.out)["tables"]["measurements"]["rows"][0].contains("data"));
}

TEST(Rivals, are_named_by_the_list_of_cases) {
  const TempDir folder;
  const std::string list = folder.file("run.json");  // --list writes its answer there
  measure_rivals_in(folder, {"--rivals", "--list"});
  EXPECT_NE(text_of(list).find("Rivals: memory.triad/plain f64 n=8192 in turn with library."),
            std::string::npos);
  measure_rivals_in(folder, {"--list"});
  EXPECT_EQ(text_of(list).find("in turn"), std::string::npos);
  EXPECT_NE(text_of(list).find("memory.triad/library"), std::string::npos);
}

TEST(Rivals, do_not_take_turns_unasked) {
  const TempDir folder;
  const Outcome outcome = measure_rivals_in(folder, {});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.out.find("in turn"), std::string::npos);
  EXPECT_FALSE(rivals_record_in(folder).contains("rivals"));
}

TEST(Rivals, take_turns_where_the_suite_asks) {
  const TempDir folder;
  std::ofstream(folder.file("mine.json")) << R"({"schema": "fleetmark.suite/1", "id": "mine",
    "title": "t", "interleave_rivals": true, "cases": [{"kernel": "memory.triad", "dtypes": ["f64"],
    "sizes": {"n": 1000}, "target_half_width_ratio": 0.0025, "time_limit_s": 1}]})";
  const Outcome outcome = measure_rivals_in(folder, {"--suite", "./mine.json"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(rivals_record_in(folder)["rivals"].size(), 1U);
}

TEST(Rivals, every_launch_lets_them_take_turns) {
  const TempDir folder;
  const Outcome outcome = measure_rivals_in(folder, {"--rivals", "--launches", "3"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  const json record = rivals_record_in(folder);
  ASSERT_GE(record["rivals"].size(), 1U);
  EXPECT_EQ(record["rivals"][0]["launch_ratios"].size(), 3U);
  EXPECT_FALSE(record["rivals"][0]["next_launch_95"].is_null());
}

TEST(Rivals, have_no_place_in_a_soak_or_a_workload) {
  for (const std::vector<std::string>& with :
       {std::vector<std::string>{"--soak", "10s"}, {"--workload", "small-layers"}}) {
    std::vector<std::string> arguments{"measure", "--rivals"};
    arguments.insert(arguments.end(), with.begin(), with.end());
    const Outcome outcome = run_fake(arguments);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(lines_of(outcome.err).size(), 1U) << outcome.err;
    EXPECT_NE(outcome.err.find("--rivals"), std::string::npos) << outcome.err;
  }
}

}  // namespace
}  // namespace fleetmark::test
