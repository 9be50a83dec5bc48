// SPDX-License-Identifier: Apache-2.0
// measure --workload in several fresh processes over the fake device, whose library is 1.25 times
// as fast: what the first launch chose is what all measure, and a record can be measured again.
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/cli/child.h"
#include "tests/support/temp_dir.h"

namespace fleetmark::test {
namespace {

Outcome measure_layers(const TempDir& folder, const std::string& fake,
                       const std::vector<std::string>& more) {
  std::vector<std::string> arguments{"measure", "--workload", "small-layers", "--quiet"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  ChildOptions options;
  options.folder = folder.path();
  options.fake = fake;
  return run_fake(arguments, options);
}

nlohmann::json record_of(const TempDir& folder, const std::string& name) {
  return nlohmann::json::parse(text_of(folder.file(name)));
}

std::string variant_of(const nlohmann::json& record, std::size_t part) {
  const auto index = record["replicas"][0]["parts"][part]["measurement"].get<std::size_t>();
  return record["measurements"][index]["variant"];
}

TEST(WorkloadLaunches, are_one_block_with_an_interval_for_the_next) {
  const TempDir folder;
  const Outcome outcome = measure_layers(folder, "", {"--launches", "3", "-o", "run.json"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const auto record = record_of(folder, "run.json");
  ASSERT_EQ(record["replicas"].size(), 1U);
  EXPECT_EQ(record["replicas"][0]["block_s"]["launches"], 3);
  EXPECT_FALSE(record["replicas"][0]["phase_next_launch_95_s"].is_null());
  EXPECT_EQ(record["replicas"][0]["samples"].size(), 18U);  // six rounds each
  EXPECT_EQ(run_in(folder, {"validate", "run.json"}).status, 0);
  const auto shown = run_in(folder, {"show", "run.json"});
  EXPECT_NE(shown.out.find("next launch 95 %"), std::string::npos) << shown.out;
  EXPECT_NE(shown.out.find("18 rounds of the block and of each operator in turn, in 3 launches"),
            std::string::npos);
  const std::filesystem::directory_iterator files(folder.path());
  EXPECT_EQ(std::distance(begin(files), end(files)), 1) << "records of single launches are gone";
}

TEST(WorkloadLaunches, take_the_implementations_of_a_record) {
  const TempDir folder;
  ASSERT_EQ(measure_layers(folder, "", {"--implementation", "own", "-o", "own.json"}).status, 0);
  ASSERT_EQ(variant_of(record_of(folder, "own.json"), 0), "plain");
  ASSERT_EQ(measure_layers(folder, "rival_speed=1.25", {"-o", "any.json"}).status, 0);
  ASSERT_EQ(variant_of(record_of(folder, "any.json"), 0), "library");
  for (const char* launches : {"1", "2"}) {
    const Outcome again = measure_layers(
        folder, "rival_speed=1.25",
        {"--implementations-from", "own.json", "--launches", launches, "-o", "again.json"});
    ASSERT_EQ(again.status, 0) << again.err;
    EXPECT_EQ(variant_of(record_of(folder, "again.json"), 0), "plain") << launches;
  }
}

TEST(WorkloadLaunches, what_nothing_ran_is_missing_again) {
  const TempDir folder;
  const std::vector<std::string> train{"--phase", "train", "-o", "train.json"};
  ASSERT_EQ(measure_layers(folder, "", train).status, 7);
  const Outcome again = measure_layers(folder, "",
                                       {"--phase", "train", "--implementations-from", "train.json",
                                        "--launches", "2", "-o", "again.json"});
  ASSERT_EQ(again.status, 7) << again.err;
  const auto record = record_of(folder, "again.json");
  EXPECT_EQ(record["replicas"][0]["missing"].size(), 1U);
  EXPECT_EQ(record["replicas"][0]["missing"][0]["in_block"], 0) << "the loss stands outside";
  EXPECT_TRUE(record["replicas"][0]["phase_s"].is_null());
}

TEST(WorkloadLaunches, a_record_of_something_else_is_one_line_that_helps) {
  const TempDir folder;
  ASSERT_EQ(run_in(folder, {"measure", "--filter", "copy", "--quiet", "-o", "suite.json"}).status,
            0);
  ASSERT_EQ(measure_layers(folder, "rival_speed=1.25", {"-o", "run.json"}).status, 0);
  const std::vector<std::pair<std::vector<std::string>, std::string>> slips{
      {{"--implementations-from", "suite.json"}, "holds no block of a workload"},
      {{"--implementations-from", "run.json", "--batch", "3"}, "lacks an operator of decode"},
      {{"--implementations-from", "run.json", "--phase", "train"}, "lacks an operator of train"},
      {{"--implementations-from", "run.json"}, "this device has no 'library' of memory.triad"},
      {{"--implementations-from", "none.json"}, "none.json"},
      {{"--implementations-from", "run.json", "--implementation", "own"}, "--implementation"},
  };
  for (const auto& [arguments, said] : slips) {
    auto named = arguments;
    named.insert(named.end(), {"-o", "new.json"});
    const Outcome outcome = measure_layers(folder, "", named);
    EXPECT_EQ(outcome.status, 2) << said;
    EXPECT_EQ(lines_of(outcome.err).size(), 1U) << outcome.err;
    EXPECT_NE(outcome.err.find(said), std::string::npos) << outcome.err;
    EXPECT_FALSE(std::filesystem::exists(folder.file("new.json"))) << said;
  }
}

// At batch 130 the triads alone take 798,720 of 786,432 bytes; the block goes on without them.
TEST(WorkloadLaunches, an_operator_that_memory_does_not_hold_is_missing) {
  const TempDir folder;
  ChildOptions options;
  options.folder = folder.path();
  const Outcome outcome = run_fake(
      {"measure", "--workload", "small-layers", "--batch", "130", "-o", "run.json"}, options);
  EXPECT_EQ(outcome.status, 7) << outcome.err;
  EXPECT_NE(outcome.err.find("12288 more than are available"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.out.find("time of a block without 1 operator"), std::string::npos)
      << outcome.out;
  EXPECT_NE(outcome.out.find("operators are missing: memory.triad"), std::string::npos);
  const auto missing = record_of(folder, "run.json")["replicas"][0]["missing"];
  ASSERT_EQ(missing.size(), 1U);
  EXPECT_EQ(missing[0]["in_block"], 2);
  EXPECT_EQ(run_in(folder, {"validate", "run.json"}).status, 0);
}

// At batch 100 each fits: 614,400, 409,600 and 160,000 bytes; together they do not.
TEST(WorkloadLaunches, a_block_that_memory_does_not_hold_is_a_skip_with_the_bytes) {
  const TempDir folder;
  const Outcome outcome = measure_layers(folder, "", {"--batch", "100", "-o", "run.json"});
  EXPECT_EQ(outcome.status, 3) << outcome.err;
  const auto record = nlohmann::json::parse(text_of(folder.file("run.json")));
  ASSERT_EQ(record["skipped"].size(), 1U);
  EXPECT_EQ(record["skipped"][0]["is_failure"], false);
  EXPECT_NE(record["skipped"][0]["reason"].get<std::string>().find(
                "need 1184000 bytes, 397568 more than are available"),
            std::string::npos)
      << record["skipped"][0]["reason"];
}

// Of 786,432 bytes the block takes 592,000, and 307,200 more with the library beside its triads.
TEST(WorkloadLaunches, a_block_that_fits_without_rivals_is_measured_without_them) {
  const TempDir folder;
  ChildOptions options;
  options.folder = folder.path();
  options.fake = "rival_speed=0.5";  // a faster library would stand for the triads itself
  const Outcome outcome = run_fake(
      {"measure", "--workload", "small-layers", "--batch", "50", "-o", "run.json"}, options);
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.err.find("timed without them"), std::string::npos) << outcome.err;
  const auto record = record_of(folder, "run.json");
  for (const auto& part : record["replicas"][0]["parts"]) {
    EXPECT_EQ(part.value("is_rival", false), false);
  }
  EXPECT_EQ(run_in(folder, {"validate", "run.json"}).status, 0);
}

TEST(WorkloadLaunches, a_library_that_is_wrong_is_named_and_the_block_is_measured) {
  const TempDir folder;
  const Outcome outcome =
      measure_layers(folder, "rival_speed=1.25,rival_fault=nan", {"-o", "run.json"});
  EXPECT_EQ(outcome.status, 4) << outcome.err;
  EXPECT_NE(outcome.err.find("(library): "), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("wrong answer before timing"), std::string::npos) << outcome.err;
  const auto record = record_of(folder, "run.json");
  EXPECT_EQ(record["skipped"].size(), 1U);
  EXPECT_EQ(variant_of(record, 0), "plain");
}

TEST(WorkloadLaunches, a_wrong_answer_ends_them_and_is_in_the_record) {
  const TempDir folder;
  const Outcome wrong = measure_layers(folder, "fault=nan", {"--launches", "3", "-o", "run.json"});
  EXPECT_EQ(wrong.status, 4) << wrong.err;
  EXPECT_NE(text_of(folder.file("run.json")).find("wrong answer before timing"), std::string::npos);
}

}  // namespace
}  // namespace fleetmark::test
