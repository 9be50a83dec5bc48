// SPDX-License-Identifier: Apache-2.0
// Each exit status that a script may rely on, provoked from outside.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "tests/cli/child.h"
#include "tests/support/temp_dir.h"

namespace fleetmark::test {
namespace {

Outcome measure(const TempDir& folder, const std::string& fake,
                const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments{"measure", "--output", folder.file("run.json")};
  arguments.insert(arguments.end(), more.begin(), more.end());
  ChildOptions options;
  options.fake = fake;
  return run_fake(arguments, options);
}

void expect_one_line(const Outcome& outcome, const std::string& part) {
  EXPECT_EQ(lines_of(outcome.err).size(), 1U) << outcome.err;
  EXPECT_TRUE(outcome.err.starts_with("fleetmark: ")) << outcome.err;
  EXPECT_NE(outcome.err.find(part), std::string::npos) << outcome.err;
}

TEST(ExitStatus, done_is_0) {
  const TempDir folder;
  EXPECT_EQ(measure(folder, "").status, 0);
  EXPECT_EQ(run_fake({"validate", folder.file("run.json")}).status, 0);
  EXPECT_FALSE(std::filesystem::exists(folder.file("run.json.partial")));
}

TEST(ExitStatus, bad_usage_and_bad_data_are_2) {
  const TempDir folder;
  folder.write("bad.json", "{}");
  EXPECT_EQ(run_fake({"list", "nothing"}).status, 2);
  EXPECT_EQ(run_fake({"validate", folder.file("bad.json")}).status, 2);
  EXPECT_EQ(run_fake({"validate", folder.file("absent.json")}).status, 2);
}

TEST(ExitStatus, a_phase_that_a_workload_does_not_have_is_2) {
  const Outcome outcome = run_fake({"cost", "--workload", "llama-3.1-8b", "--phase", "prefil",
                                    "--profiles", FLEETMARK_SOURCE_DIR "/profiles"});
  EXPECT_EQ(outcome.status, 2);
  expect_one_line(outcome, "--phase: found 'prefil'");
}

TEST(ExitStatus, no_usable_device_is_3) {
  const TempDir folder;
  for (const auto& command : {"measure", "assess"}) {
    ChildOptions options;
    options.fake = "no_device";
    const Outcome outcome =
        run_fake({command, "--output", folder.file("run.json"), "--quiet"}, options);
    EXPECT_EQ(outcome.status, 3) << command;
    expect_one_line(outcome, "no usable device");
  }
  const Outcome absent = measure(folder, "", {"--device", "cuda:0"});
  EXPECT_EQ(absent.status, 3);
  expect_one_line(absent, "usable here: fake:0");
  ChildOptions nothing;
  nothing.fake = "no_device";
  const Outcome none =
      run_fake({"measure", "--device", "cuda:0", "--output", folder.file("run.json")}, nothing);
  EXPECT_EQ(none.status, 3);
  EXPECT_NE(none.err.find("usable here: none"), std::string::npos) << none.err;
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(ExitStatus, a_wrong_answer_is_4_and_is_not_timed) {
  for (const std::string fault : {"wrong_element", "nan", "skipped_tail", "early_return"}) {
    const TempDir folder;
    const Outcome outcome = measure(folder, "fault=" + fault, {"--filter", "copy"});
    EXPECT_EQ(outcome.status, 4) << fault;
    expect_one_line(outcome, "wrong answer");
    EXPECT_NE(outcome.err.find("memory.copy"), std::string::npos) << outcome.err;
    EXPECT_EQ(text_of(folder.file("run.json")).find("median_s"), std::string::npos);
    EXPECT_EQ(run_fake({"validate", folder.file("run.json")}).status, 0);
  }
}

TEST(ExitStatus, a_soak_counts_its_errors_and_ends_with_4_when_there_are_any) {
  const TempDir folder;
  const Outcome good =
      measure(folder, "", {"--soak", "20s", "--filter", "copy", "--format", "csv"});
  EXPECT_EQ(good.status, 0) << good.err;
  EXPECT_NE(good.out.find("memory.copy/plain"), std::string::npos) << good.out;
  EXPECT_EQ(run_fake({"validate", folder.file("run.json")}).status, 0);
  EXPECT_EQ(run_fake({"show", folder.file("run.json")}).status, 0);
  // One case goes wrong after a while: counted, said once, and the soak goes on to its end.
  const Outcome bad = measure(folder, "wrong_after=50", {"--soak", "2m", "--filter", "copy.*f64"});
  EXPECT_EQ(bad.status, 4);
  expect_one_line(bad, "wrong answer after");
  EXPECT_EQ(run_fake({"validate", folder.file("run.json")}).status, 0);
  const Outcome lost = measure(folder, "lost_after=50", {"--soak", "2m", "--filter", "copy.*f64"});
  EXPECT_EQ(lost.status, 4);
  expect_one_line(lost, "ended early: the fake device was lost");
}

// Where checks and first launches outlast the time of the whole soak.
TEST(ExitStatus, a_soak_loads_each_of_its_cases_once_at_least) {
  const TempDir folder;
  const Outcome listed = run_fake({"measure", "--list", "--format", "json"});
  const auto list = nlohmann::json::parse(listed.out)["tables"].front()["rows"];
  ASSERT_GT(list.size(), 1U);
  const Outcome soaked = measure(folder, "bytes_per_s=2e4", {"--soak", "5s"});
  EXPECT_EQ(soaked.status, 0) << soaked.err;
  std::set<std::string> loaded;
  const auto record = nlohmann::json::parse(text_of(folder.file("run.json")));
  for (const auto& stretch : record["soak"]) {
    EXPECT_GT(stretch["checks"], 1);
    loaded.insert(stretch["problem"].dump() + stretch["variant"].dump());
  }
  EXPECT_EQ(loaded.size(), list.size());
}

TEST(ExitStatus, a_soak_of_a_device_that_throttles_is_4_and_is_not_accepted) {
  for (const std::string fake : {"counter=throttled_thermal_s:0.1", "throttle=hw_slowdown"}) {
    const TempDir folder;
    const Outcome slowed =
        measure(folder, fake, {"--soak", "10s", "--filter", "copy.*f64", "--format", "csv"});
    EXPECT_EQ(slowed.status, 4) << fake;
    expect_one_line(slowed, "throttled under load");
    EXPECT_NE(slowed.out.find("throttled: "), std::string::npos) << slowed.out;
    EXPECT_EQ(run_fake({"validate", folder.file("run.json")}).status, 0);
    const Outcome judged = run_fake({"accept", folder.file("run.json")});
    EXPECT_EQ(judged.status, 1) << judged.out;
    EXPECT_NE(judged.out.find("throttled"), std::string::npos) << judged.out;
  }
}

TEST(ExitStatus, a_soak_that_cannot_be_is_2_and_leaves_no_file) {
  const TempDir folder;
  const std::vector<std::vector<std::string>> wrong{
      {"--soak", "2 weeks"}, {"--soak", "0"},  {"--soak", "nan"},
      {"--soak", "8d"},      {"--soak", "1s"}, {"--soak", "1m", "--launches", "3"}};
  for (const auto& arguments : wrong) {
    const Outcome outcome = measure(folder, "", arguments);
    EXPECT_EQ(outcome.status, 2) << arguments[1];
    expect_one_line(outcome, "--soak");
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(ExitStatus, a_workload_that_goes_wrong_leaves_a_record_that_says_why) {
  const TempDir folder;
  const std::vector<std::string> small{"--workload", "small-layers", "--quiet"};
  EXPECT_EQ(measure(folder, "", small).status, 0);
  const Outcome shown = run_fake({"show", folder.file("run.json")});
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_NE(shown.out.find("small-layers, decode"), std::string::npos) << shown.out;
  std::filesystem::remove(folder.file("run.json"));  // an earlier one would stay
  const Outcome wrong = measure(folder, "fault=nan", small);
  EXPECT_EQ(wrong.status, 4);
  expect_one_line(wrong, "memory.triad f32 n=1024 (plain): wrong answer before timing");
  EXPECT_EQ(run_fake({"validate", folder.file("run.json")}).status, 0);
  EXPECT_NE(text_of(folder.file("run.json")).find("wrong answer before timing"), std::string::npos);
  const Outcome large =
      measure(folder, "", {"--workload", "small-layers", "--batch", "256", "--quiet"});
  EXPECT_EQ(large.status, 3);
  expect_one_line(large, "more than are available; ask for a smaller batch");
  EXPECT_FALSE(std::filesystem::exists(folder.file("run.json.partial")));
}

TEST(ExitStatus, calibrate_writes_a_profile_that_validates_or_nothing) {
  const TempDir folder;
  ASSERT_EQ(measure(folder, "", {"--workload", "small-layers", "--quiet"}).status, 0);
  const std::string run = folder.file("run.json"), profile = folder.file("h20-fake.json");
  // Figures of one device must not go into another's profile unasked.
  const Outcome other = run_fake({"calibrate", run, "--profile", "h20-96", "-o", profile});
  EXPECT_EQ(other.status, 2) << other.out;
  expect_one_line(other,
                  "run.json: is a record of 'Fake accelerator', and profile h20-96 is of 'NVIDIA "
                  "H20 96GB'");
  EXPECT_FALSE(std::filesystem::exists(profile));
  const Outcome done =
      run_fake({"calibrate", run, "--profile", "h20-96", "--same-device", "-o", profile});
  EXPECT_EQ(done.status, 0) << done.err;
  EXPECT_NE(done.out.find("arrays below 1 MB"), std::string::npos) << done.out;
  EXPECT_EQ(run_fake({"validate", profile}).status, 0);
  EXPECT_NE(text_of(profile).find("\"same_silicon_as\": \"h20-96\""), std::string::npos);
  // Alone, so small a run knows no bandwidth to count against; what was there stays.
  const std::string before = text_of(profile);
  const Outcome none = run_fake({"calibrate", run, "-o", profile});
  EXPECT_EQ(none.status, 2);
  expect_one_line(none, "needs the memory bandwidth of the device");
  EXPECT_EQ(text_of(profile), before);
  EXPECT_EQ(run_fake({"calibrate", folder.file("absent.json")}).status, 2);
}

TEST(ExitStatus, one_device_of_all_that_fails_leaves_the_others_to_be_measured) {
  const TempDir folder;
  const Outcome outcome =
      measure(folder, "devices=3,broken_device=1", {"--device", "all", "--filter", "copy"});
  EXPECT_EQ(outcome.status, 3);
  EXPECT_NE(outcome.err.find("fake:1: this fake device does not open"), std::string::npos)
      << outcome.err;
  EXPECT_TRUE(std::filesystem::exists(folder.file("run-fake-0.json")));
  EXPECT_FALSE(std::filesystem::exists(folder.file("run-fake-1.json")));
  EXPECT_TRUE(std::filesystem::exists(folder.file("run-fake-2.json")));
}

TEST(ExitStatus, a_measurement_under_thermal_throttling_is_4) {
  const TempDir folder;
  const Outcome outcome = measure(folder, "throttle=thermal", {"--filter", "copy"});
  EXPECT_EQ(outcome.status, 4);
  expect_one_line(outcome, "thermal");
  EXPECT_EQ(run_fake({"validate", folder.file("run.json")}).status, 0);
  const std::string record = text_of(folder.file("run.json"));
  EXPECT_NE(record.find("\"spoilt\""), std::string::npos) << "the samples are kept, marked";
  EXPECT_EQ(measure(folder, "throttle=power_cap", {"--filter", "copy"}).status, 0);
}

TEST(ExitStatus, a_slowdown_that_only_a_counter_saw_is_4_and_a_counted_power_cap_is_0) {
  const TempDir folder;
  const Outcome brake =
      measure(folder, "counter=throttled_power_brake_s:0.1", {"--filter", "copy"});
  EXPECT_EQ(brake.status, 4);
  EXPECT_NE(brake.err.find("power brake for 10 % of the time"), std::string::npos) << brake.err;
  const Outcome cap = measure(folder, "counter=throttled_power_cap_s:0.9", {"--filter", "copy"});
  EXPECT_EQ(cap.status, 0);
  EXPECT_NE(text_of(folder.file("run.json")).find("throttled_power_cap_s"), std::string::npos);
  EXPECT_NE(text_of(folder.file("run.json")).find("\"power_cap\""), std::string::npos);
}

TEST(ExitStatus, a_drifting_clock_is_4_only_where_it_was_to_be_locked) {
  const TempDir folder;
  const std::vector<std::string> fixed{"--filter", "copy", "--regime", "fixed-frequency"};
  EXPECT_EQ(measure(folder, "clock_drift=0.01", fixed).status, 4);
  EXPECT_EQ(measure(folder, "", fixed).status, 0);
  EXPECT_EQ(measure(folder, "clock_drift=0.01", {"--filter", "copy"}).status, 0);
}

TEST(ExitStatus, a_lost_device_is_4_and_keeps_what_was_measured) {
  const TempDir folder;
  const Outcome outcome = measure(folder, "lost_after=800");
  EXPECT_EQ(outcome.status, 4);
  expect_one_line(outcome, "the fake device was lost");
  EXPECT_NE(text_of(folder.file("run.json")).find("median_s"), std::string::npos);
  EXPECT_EQ(run_fake({"validate", folder.file("run.json")}).status, 0);
}

TEST(ExitStatus, an_internal_error_is_70_and_keeps_the_journal) {
  const TempDir folder;
  const Outcome outcome = measure(folder, "throw_after=150");
  EXPECT_EQ(outcome.status, 70);
  expect_one_line(outcome, "internal error: the fake backend threw");
  const Outcome checked = run_fake({"validate", folder.file("run.json.partial")});
  EXPECT_EQ(checked.status, 0);
  EXPECT_NE(checked.out.find("incomplete run"), std::string::npos) << checked.out;
}

// What a crash left is not overwritten by the next run.
TEST(ExitStatus, the_journal_of_a_crashed_run_is_kept_and_named) {
  const TempDir folder;
  EXPECT_EQ(measure(folder, "throw_after=150").status, 70);
  const std::string left = text_of(folder.file("run.json.partial"));
  const Outcome next = measure(folder, "");
  EXPECT_EQ(next.status, 0);
  expect_one_line(next, folder.file("run.json.interrupted-1"));
  EXPECT_EQ(text_of(folder.file("run.json.interrupted-1")), left);
}

}  // namespace
}  // namespace fleetmark::test
