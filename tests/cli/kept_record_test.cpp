// SPDX-License-Identifier: Apache-2.0
// What stays on disk when a run fails: an earlier record is not lost to one without figures, and a
// record of a run that ended early says so to whoever reads it.
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/cli/child.h"
#include "tests/support/temp_dir.h"

namespace fleetmark::test {
namespace {

using Words = std::vector<std::string>;

Outcome run_over(const TempDir& folder, const std::string& fake, const Words& arguments) {
  ChildOptions options;
  options.folder = folder.path();
  options.fake = fake;
  return run_fake(arguments, options);
}

// Ways to measure, without --output.
const std::vector<Words> kWaysToMeasure{
    {"measure", "--filter", "copy", "--quiet"},
    {"measure", "--filter", "copy", "--launches", "2", "--quiet"},
    {"measure", "--workload", "small-layers", "--quiet"},
    {"measure", "--workload", "small-layers", "--launches", "2", "--quiet"},
    {"assess", "--quiet"},
};

Words to_run_json(Words way) {
  way.insert(way.end(), {"--output", "run.json"});
  return way;
}

TEST(KeptRecord, a_run_that_measured_nothing_leaves_the_earlier_one) {
  for (const auto& way : kWaysToMeasure) {
    const TempDir folder;
    ASSERT_EQ(run_over(folder, "", kWaysToMeasure[0]).status, 0);
    ASSERT_EQ(run_over(folder, "", to_run_json(kWaysToMeasure[0])).status, 0);
    const std::string earlier = text_of(folder.file("run.json"));
    const Outcome failed = run_over(folder, "fault=nan", to_run_json(way));
    EXPECT_EQ(failed.status, 4) << failed.err;
    EXPECT_EQ(text_of(folder.file("run.json")), earlier) << way[1] << way[2];
    EXPECT_NE(failed.err.find("nothing was measured, run.json stays as it was"), std::string::npos)
        << failed.err;
    EXPECT_EQ(failed.out.find("Run record:"), std::string::npos) << failed.out;
    EXPECT_FALSE(std::filesystem::exists(folder.file("run.json.partial")));
  }
}

TEST(KeptRecord, where_none_was_it_says_what_was_tried) {
  for (const auto& way : kWaysToMeasure) {
    const TempDir folder;
    const Outcome failed = run_over(folder, "fault=nan", to_run_json(way));
    EXPECT_EQ(failed.status, 4) << failed.err;
    EXPECT_EQ(failed.err.find("stays as it was"), std::string::npos) << failed.err;
    const Outcome shown = run_over(folder, "", {"show", "run.json"});
    EXPECT_EQ(shown.status, 0) << shown.err;
    EXPECT_NE(shown.out.find("run.json: holds no measurement"), std::string::npos) << shown.out;
  }
}

// Hours of finished launches are not lost to one that fails after them.
TEST(KeptRecord, of_launches_holds_those_before_the_one_that_failed) {
  for (const Words& way : {kWaysToMeasure[1], kWaysToMeasure[3]}) {
    const TempDir folder;
    std::filesystem::create_directories(folder.file("run.json.launch-2/in_the_way"));
    const Outcome failed = run_over(folder, "", to_run_json(way));
    EXPECT_EQ(failed.status, 2) << failed.err;
    EXPECT_NE(failed.err.find("launch 2 ended with status"), std::string::npos) << failed.err;
    EXPECT_NE(failed.err.find("what was measured is kept in run.json"), std::string::npos);
    const auto record = nlohmann::json::parse(text_of(folder.file("run.json")));
    EXPECT_FALSE(record["measurements"].empty());
    EXPECT_EQ(record["status"], "incomplete");
    EXPECT_EQ(record["ended_by"], "launch 2 of 2 failed");
    EXPECT_EQ(run_over(folder, "", {"validate", "run.json"}).status, 0);
  }
}

TEST(KeptRecord, of_a_run_that_ended_early_is_incomplete_and_every_reader_says_so) {
  const TempDir folder;
  const Outcome lost =
      run_over(folder, "lost_after=600", {"measure", "--quiet", "--output", "run.json"});
  ASSERT_NE(lost.status, 0);
  const auto record = nlohmann::json::parse(text_of(folder.file("run.json")));
  ASSERT_FALSE(record["measurements"].empty());
  EXPECT_EQ(record["status"], "incomplete");
  const std::string why = record["ended_by"];
  EXPECT_EQ(why.find("the fake device was lost after "), 0U) << why;
  ASSERT_EQ(run_over(folder, "", {"measure", "--quiet", "--output", "whole.json"}).status, 0);
  for (const Words& reader :
       {Words{"show", "run.json"}, Words{"validate", "run.json"}, Words{"accept", "run.json"},
        Words{"compare", "whole.json", "run.json"}, Words{"report", "run.json", "-o", "r.html"},
        Words{"history", "add", "run.json"}}) {
    const Outcome read = run_over(folder, "", reader);
    EXPECT_NE((read.out + read.err).find(why), std::string::npos) << reader[0] << ":\n"
                                                                  << read.out << read.err;
  }
}

}  // namespace
}  // namespace fleetmark::test
