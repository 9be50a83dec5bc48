// SPDX-License-Identifier: Apache-2.0
// Rivals in a run record: nothing is lost, what makes no sense is refused by name, and a record
// without them is as it was.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "harness/io/json_document.h"
#include "harness/io/json_run_record.h"
#include "harness/io/json_suite.h"
#include "harness/io/run_journal.h"
#include "tests/support/builders.h"
#include "tests/support/temp_dir.h"

namespace fleetmark::io {
namespace {

const nlohmann::json& rival_run_schema() {
  static const nlohmann::json loaded =
      *read_json(FLEETMARK_SOURCE_DIR "/results/schema/run.schema.json");
  return loaded;
}

// Two measurements on one problem, and what their turns gave.
record::RunRecord rivals_run() {
  record::RunRecord run = test::some_run(5, 1);
  run.measurements.push_back(run.measurements[0]);
  run.measurements[1].variant = "cub";
  record::RivalPair pair;
  pair.problem = run.measurements[0].problem;
  pair.ours = run.measurements[0].variant;
  pair.rival = "cub";
  pair.took_turns = true;
  pair.rounds = 41;
  pair.pairs = 20;
  pair.order_seed = 7;
  pair.ratio = 1.0625;
  pair.ratio_95 = record::Interval{1.03125, 1.09375};
  pair.effective_count = 18.5;
  pair.launch_ratios = {1.0625};
  record::RivalPair apart = pair;
  apart.took_turns = false;
  apart.why_not = "no room";
  apart.rounds = apart.pairs = 0;
  apart.ratio_95.reset();
  apart.why_no_rival = "fewer than 16 timed";
  record::RivalPair unknown = pair;
  unknown.rounds = 1;
  unknown.pairs = 0;
  unknown.ratio.reset();
  unknown.ratio_95.reset();
  unknown.launch_ratios.clear();
  run.rivals = {pair, apart, unknown};
  return run;
}

TEST(JsonRival, rivals_survive_a_round_trip) {
  const auto text = to_json(rivals_run()).dump();
  const auto read = run_record_from_json(nlohmann::json::parse(text), rival_run_schema(), "f");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(to_json(*read).dump(), text);
  ASSERT_EQ(read->rivals.size(), 3);
  EXPECT_EQ(read->rivals[0].ratio_95->high, 1.09375);
  EXPECT_EQ(read->rivals[1].why_not, "no room");
  EXPECT_FALSE(read->rivals[2].ratio);
}

TEST(JsonRival, a_rival_that_does_not_count_says_so_and_why) {
  const auto written = to_json(rivals_run());
  EXPECT_EQ(written["rivals"][0]["counts"], true);
  EXPECT_EQ(written["rivals"][1]["counts"], false);
  EXPECT_EQ(written["rivals"][1]["why_no_rival"], "fewer than 16 timed");
  // Records of before this was kept.
  auto older = nlohmann::json::parse(written.dump());
  for (auto& pair : older["rivals"]) {
    pair.erase("counts");
    pair.erase("why_no_rival");
  }
  const auto read = run_record_from_json(older, rival_run_schema(), "f");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->rivals[1].why_no_rival, "");
}

TEST(JsonRival, a_record_without_rivals_has_no_such_key) {
  EXPECT_FALSE(to_json(test::some_run(5, 2)).contains("rivals"));
}

TEST(JsonRival, the_journal_keeps_a_pair_as_soon_as_it_is_known) {
  const record::RunRecord run = rivals_run();
  record::RunRecord header = run;
  header.rivals.clear();
  header.finished_at.clear();
  const test::TempDir dir;
  const auto journal = RunJournal::create(dir.file("r.json"), header);
  ASSERT_TRUE(journal);
  ASSERT_TRUE((*journal)->append(run.rivals[0]));
  const auto partial = read_run_record(dir.file("r.json.partial"), rival_run_schema());
  ASSERT_TRUE(partial) << partial.error().message;
  ASSERT_EQ(partial->value.rivals.size(), 1);
  EXPECT_EQ(to_json(partial->value.rivals[0]).dump(), to_json(run.rivals[0]).dump());
}

TEST(JsonRival, what_makes_no_sense_is_refused_by_name) {
  const auto refused = [](std::size_t i, const char* key, const nlohmann::json& value) {
    auto document = nlohmann::json::parse(to_json(rivals_run()).dump());
    document["rivals"][i][key] = value;
    const auto read = run_record_from_json(document, rival_run_schema(), "f.json");
    return read ? std::string() : read.error().message;
  };
  EXPECT_EQ(refused(0, "ratio", 1.0625), "");
  EXPECT_NE(refused(0, "ratio", 1.2).find("rivals.0.ratio_95"), std::string::npos);
  EXPECT_NE(refused(0, "pairs", 21).find("rivals.0.pairs"), std::string::npos);
  EXPECT_NE(refused(0, "rival", "absent").find("rivals.0.rival: found 'absent'"),
            std::string::npos);
  const nlohmann::json interval{{"low", 1.0}, {"high", 2.0}};
  EXPECT_NE(refused(1, "ratio_95", interval).find("rivals.1.ratio_95"), std::string::npos);
  EXPECT_NE(refused(0, "ratio", -1.0).find("ratio"), std::string::npos);
}

TEST(JsonSuite, a_suite_asks_for_turns_or_does_not) {
  const auto schema = read_json(FLEETMARK_SOURCE_DIR "/profiles/schema/suite.schema.json");
  ASSERT_TRUE(schema);
  nlohmann::json document = nlohmann::json::parse(
      R"({"schema": "fleetmark.suite/1", "id": "s", "title": "t", "cases": [{"kernel": "memory.copy",
          "dtypes": ["f64"], "target_half_width_ratio": 0.01, "time_limit_s": 1}]})");
  EXPECT_FALSE(suite_from_json(document, *schema, "s.json")->interleaves_rivals);
  document["interleave_rivals"] = true;
  EXPECT_TRUE(suite_from_json(document, *schema, "s.json")->interleaves_rivals);
  document["interleave_rivals"] = "yes";
  const auto wrong = suite_from_json(document, *schema, "s.json");
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().message.find("interleave_rivals"), std::string::npos);
}

TEST(JsonSuite, the_suites_that_pair_rivals_on_a_gpu_let_them_take_turns) {
  const auto schema = read_json(FLEETMARK_SOURCE_DIR "/profiles/schema/suite.schema.json");
  for (const char* id : {"gpu-memory", "gpu-matmul-bf16", "gpu-matmul-fp8", "gpu-matmul-others"}) {
    const auto suite =
        read_suite(std::string(FLEETMARK_SOURCE_DIR "/tests/gpu/suites/") + id + ".json", *schema);
    ASSERT_TRUE(suite) << suite.error().message;
    EXPECT_TRUE(suite->interleaves_rivals) << id;
  }
}

}  // namespace
}  // namespace fleetmark::io
