// SPDX-License-Identifier: Apache-2.0
// A history on disk: what is added is there, once, bit for bit, and is never rewritten.
#include "harness/io/history_folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "harness/io/files.h"
#include "harness/io/json_document.h"
#include "harness/io/json_history.h"
#include "tests/support/builders.h"
#include "tests/support/temp_dir.h"

namespace fleetmark::io {
namespace {

using test::some_run;
using test::TempDir;

Schema schema_of(const std::string& kind) {
  return *Schema::compile(
      *read_json(FLEETMARK_SOURCE_DIR "/results/schema/" + kind + ".schema.json"), kind);
}

HistoryFolder open(const TempDir& dir) {
  return {dir.file("history"), schema_of("history"), schema_of("baseline")};
}

TEST(HistoryFolder, what_is_added_is_read_bit_for_bit) {
  const TempDir dir;
  auto history = open(dir);
  const auto run = compare::result_of(some_run(3, 4));
  ASSERT_EQ(run.cases.size(), 4U);
  EXPECT_TRUE(*history.add(run));
  EXPECT_TRUE(std::filesystem::exists(dir.file("history/2026/" + run.head.run_id + ".jsonl")));
  const auto read = history.read();
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->size(), 1U);
  EXPECT_EQ(history_lines((*read)[0]), history_lines(run));
  EXPECT_EQ((*read)[0].cases[2].rate_per_s, run.cases[2].rate_per_s);
}

TEST(HistoryFolder, a_run_that_ended_early_stays_one) {
  const TempDir dir;
  auto history = open(dir);
  auto record = some_run(3, 1);
  record.ended_by = "interrupted after 1 of 4 cases";
  ASSERT_TRUE(history.add(compare::result_of(record)));
  const auto read = history.read();
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ((*read)[0].head.incomplete, "interrupted after 1 of 4 cases");
}

// Nothing is known of the interval of five samples, and nothing is written.
TEST(HistoryFolder, an_interval_that_is_not_known_stays_so) {
  const TempDir dir;
  auto history = open(dir);
  auto record = some_run(3, 0);
  record.measurements = {test::some_measurement(1, 5)};
  ASSERT_TRUE(history.add(compare::result_of(record)));
  const auto read = history.read();
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_FALSE((*read)[0].cases[0].median_95_s);
  EXPECT_NE(history_lines((*read)[0]).find("\"median_low_s\":null"), std::string::npos);
}

TEST(HistoryFolder, twice_is_once_and_nothing_is_rewritten) {
  const TempDir dir;
  auto history = open(dir);
  auto run = compare::result_of(some_run(3, 2));
  EXPECT_TRUE(*history.add(run));
  EXPECT_FALSE(*history.add(run));
  run.cases[0].rate_per_s *= 2;
  const auto other = history.add(run);
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().message.find("never rewritten"), std::string::npos);
  EXPECT_NE((*history.read())[0].cases[0].rate_per_s, run.cases[0].rate_per_s);
}

TEST(HistoryFolder, an_id_is_never_a_path) {
  const TempDir dir;
  auto history = open(dir);
  auto run = compare::result_of(some_run(3, 1));
  for (const char* id : {"../x", "a/b", "", ".hidden", "a b"}) {
    run.head.run_id = id;
    EXPECT_FALSE(history.add(run)) << id;
  }
  EXPECT_FALSE(history.set_baseline("../x", "y"));
}

TEST(HistoryFolder, baselines_point_at_runs_that_are_there) {
  const TempDir dir;
  auto history = open(dir);
  const auto run = compare::result_of(some_run(3, 1));
  EXPECT_FALSE(history.read());  // no folder yet
  ASSERT_TRUE(*history.add(run));
  EXPECT_FALSE(history.set_baseline("release", "nobody"));
  ASSERT_TRUE(history.set_baseline("release", run.head.run_id));
  EXPECT_EQ(*history.baseline("release"), run.head.run_id);
  EXPECT_EQ(history.baselines(), std::vector<std::string>{"release"});
  EXPECT_FALSE(history.baseline("other"));
  EXPECT_EQ(history.read()->size(), 1U);  // a pointer is no run
}

TEST(JsonHistory, spoiled_lines_are_refused_with_their_number) {
  const auto lines = schema_of("history");
  const std::string good = history_lines(compare::result_of(some_run(3, 2)));
  const auto refused = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    const auto runs = runs_from_lines(text, lines, "f");
    EXPECT_FALSE(runs) << to;
    return runs ? std::string() : runs.error().message;
  };
  EXPECT_TRUE(runs_from_lines(good, lines, "f"));
  EXPECT_NE(refused("\"line\":\"case\"", "\"line\":\"row\"").find("f: line 2"), std::string::npos);
  EXPECT_NE(refused("\"launches\":1", "\"launches\":0").find("f: line 2"), std::string::npos);
  EXPECT_NE(refused("\"launches\":1", "\"lunches\":1").find("f: line 2"), std::string::npos);
  EXPECT_NE(refused("fleetmark.history/1", "fleetmark.history/2").find("f: line 1"),
            std::string::npos);
  EXPECT_FALSE(runs_from_lines(good.substr(good.find('\n') + 1), lines, "f"));  // no run line
  EXPECT_FALSE(runs_from_lines(good.substr(0, good.size() - 9), lines, "f"));   // torn
  EXPECT_FALSE(runs_from_lines("", lines, "f"));
}

// Cut at the end of a line, or with a line twice, each line of a file is still a good one.
TEST(JsonHistory, lines_that_are_missing_or_too_many_are_noticed) {
  const auto lines = schema_of("history");
  const std::string first = history_lines(compare::result_of(some_run(3, 2)));
  const std::string good = first + history_lines(compare::result_of(some_run(4, 3)));
  ASSERT_TRUE(runs_from_lines(good, lines, "f"));
  const std::size_t last = good.rfind('\n', good.size() - 2) + 1;
  const auto cut = runs_from_lines(good.substr(0, last), lines, "f");
  ASSERT_FALSE(cut);
  EXPECT_NE(cut.error().message.find("found 2 lines of cases, and its run line tells of 3"),
            std::string::npos)
      << cut.error().message;
  EXPECT_FALSE(runs_from_lines(good + good.substr(last), lines, "f"));
  std::string in_the_middle = good;
  const std::size_t second = first.find('\n') + 1;
  in_the_middle.erase(second, first.find('\n', second) + 1 - second);
  EXPECT_FALSE(runs_from_lines(in_the_middle, lines, "f"));
}

std::string without_counts(std::string text) {
  for (const char* key : {",\"cases\":2", ",\"faults\":0"}) {
    const std::size_t at = text.find(key);
    EXPECT_NE(at, std::string::npos) << key;
    text.erase(at, std::string(key).size());
  }
  return text;
}

TEST(JsonHistory, older_files_that_tell_no_counts_are_read) {
  const TempDir dir;
  auto history = open(dir);
  const auto run = compare::result_of(some_run(3, 2));
  const std::string older = without_counts(history_lines(run));
  const auto runs = runs_from_lines(older, schema_of("history"), "f");
  ASSERT_TRUE(runs) << runs.error().message;
  EXPECT_EQ(history_lines(runs->front()), history_lines(run));
  // The same run in its older writing is not another.
  const std::string file = dir.file("history/2026/" + run.head.run_id + ".jsonl");
  std::filesystem::create_directories(dir.file("history/2026"));
  std::ofstream(file) << older;
  EXPECT_FALSE(*history.add(run));
  EXPECT_EQ(*read_file(file), older);
}

}  // namespace
}  // namespace fleetmark::io
