// SPDX-License-Identifier: Apache-2.0
// fleetmark show takes what fleetmark list prints.
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/cli/small_fit.h"

namespace fleetmark::test {
namespace {

using nlohmann::json;

json shipped_answer(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"--profiles", kShippedFolder, "--format", "json"});
  const Outcome outcome = run_fake(arguments);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  return outcome.status == 0 ? json::parse(outcome.out) : json();
}

TEST(Show, knows_every_id_of_the_small_kinds) {
  for (const char* kind : {"suites", "slo", "fits", "fleets", "policies", "economics"}) {
    const json list = shipped_answer({"list", kind});
    ASSERT_FALSE(list.is_null());
    const json& rows = list["tables"].front()["rows"];
    EXPECT_FALSE(rows.empty()) << kind;
    for (const auto& row : rows) {
      const std::string id = row["id"];
      EXPECT_FALSE(shipped_answer({"show", id})["tables"].empty()) << kind << " " << id;
    }
  }
}

TEST(Show, a_latency_class_by_id_and_by_file) {
  const std::string id = "mlperf-llama-2-70b-server";
  const json by_id = shipped_answer({"show", id});
  const json& limits = by_id["tables"]["limits"]["rows"];
  ASSERT_EQ(limits.size(), 2U);
  EXPECT_EQ(limits[0]["limit_ms"], 2000);
  EXPECT_EQ(limits[1]["limit_ms"], 200);
  EXPECT_EQ(limits[0]["of"], "p99");
  EXPECT_NE(limits[0]["source"], "");
  EXPECT_EQ(by_id, shipped_answer({"show", kShippedFolder + "/slo/" + id + ".json"}));
}

TEST(Show, a_suite_has_a_row_for_each_case) {
  const json suite = json::parse(text_of(kShippedFolder + "/suites/quick.json"));
  const json rows = shipped_answer({"show", "quick"})["tables"]["cases"]["rows"];
  ASSERT_EQ(rows.size(), suite["cases"].size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i]["kernel"], suite["cases"][i]["kernel"]);
    EXPECT_EQ(rows[i]["time_limit_s"], suite["cases"][i]["time_limit_s"]);
  }
}

TEST(Show, a_slip_in_an_id_of_a_class_is_answered_with_the_nearest) {
  expect_one_error(run_fake({"--profiles", kShippedFolder, "show", "mlperf-llama-2-70b-sever"}),
                   "did you mean 'mlperf-llama-2-70b-server'?");
}

TEST(Show, a_journal_is_found_by_its_name_alone) {
  const TempDir folder;
  ASSERT_EQ(run_in(folder, {"measure", "--filter", "copy", "-o", "run.json"}).status, 0);
  std::filesystem::rename(folder.file("run.json"), folder.file("run.json.partial"));
  const Outcome alone = run_in(folder, {"show", "run.json.partial"});
  EXPECT_EQ(alone.status, 0) << alone.err;
  EXPECT_EQ(alone.out, run_in(folder, {"show", "./run.json.partial"}).out);
}

TEST(Show, a_name_in_other_letters_is_answered_with_the_id) {
  const auto asked = [](const char* name) {
    return run_fake({"--profiles", kShippedFolder, "show", name});
  };
  expect_one_error(asked("H200-SXM-14"), "did you mean 'h200-sxm-141'?");
  expect_one_error(run_fake({"--profiles", kShippedFolder, "cost", "--workload", "micro-pb-triad",
                             "--economics", "US-COLO-2026"}),
                   "did you mean 'us-colo-2026'?");
  EXPECT_EQ(asked("").err.find("did you mean"), std::string::npos);
}

// One file that somebody is still writing.
TEST(List, an_unfinished_profile_does_not_hide_the_others) {
  const TempDir folder;
  std::filesystem::copy(kShippedFolder, folder.file("profiles"),
                        std::filesystem::copy_options::recursive);
  folder.write("profiles/devices/new-card.json", "{\"schema\": \"fleetmark.device/1\"}");
  const Outcome listed = run_in(folder, {"--profiles", "profiles", "list", "profiles"});
  EXPECT_EQ(listed.status, 2);
  EXPECT_NE(listed.out.find("h20-96"), std::string::npos) << listed.out;
  ASSERT_EQ(lines_of(listed.err).size(), 1U) << listed.err;
  EXPECT_NE(listed.err.find("new-card.json"), std::string::npos) << listed.err;
}

}  // namespace
}  // namespace fleetmark::test
