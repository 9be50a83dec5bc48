// SPDX-License-Identifier: Apache-2.0
// history, accept, import and merge as a person or a script meets them.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/child.h"
#include "tests/support/temp_dir.h"
#include "tests/support/text.h"

namespace fleetmark::test {
namespace {

using nlohmann::ordered_json;

// The golden run, its times multiplied, as run `number` of the month on device fake:<device>.
std::string run_text(int number, double time_factor, int device) {
  auto run = ordered_json::parse(text_of(source_file("tests/golden/run_record.json")));
  const std::string two = (number < 10 ? "0" : "") + std::to_string(number);
  run["id"] = "run-" + two + "-" + std::to_string(device);
  run["started_at"] = "2026-10-" + two + "T12:00:00Z";
  run["device"]["id"] = "fake:" + std::to_string(device);
  run["device"]["facts"].push_back({{"key", "uuid"},
                                    {"number", nullptr},
                                    {"text", "GPU-" + std::to_string(device)},
                                    {"unknown_reason", ""}});
  auto& m = run["measurements"][0];
  const auto scale = [time_factor](ordered_json& value) {
    value = value.get<double>() * time_factor;
  };
  for (auto& sample : m["samples"]) {
    scale(sample["seconds"]);
    sample["clock_hz"] = nullptr;
  }
  for (auto& window : m["windows"]) window["clock_hz"] = nullptr;
  if (m.contains("watch")) m["watch"]["median_cycles"] = nullptr;
  auto& summary = m["summary"];
  for (const char* key : {"median_s", "mad_s", "q1_s", "q3_s", "min_s", "max_s"}) {
    scale(summary[key]);
  }
  for (const char* key : {"low", "high"}) scale(summary["median_95_s"][key]);
  scale(summary["launch_medians_s"][0]);
  return run.dump(1);
}

double wobble(int i) { return 1 + 0.001 * ((i * 7) % 5 - 2); }

void write_month(const TempDir& folder) {
  for (int day = 1; day <= 20; ++day) {
    folder.write("runs/" + std::to_string(day) + ".json",
                 run_text(day, wobble(day) * (day > 12 ? 1.06 : 1), 0));
  }
}

TEST(History, a_slower_kernel_is_found_shown_and_exported) {
  const TempDir folder;
  write_month(folder);
  const Outcome added = run_in(folder, {"history", "add", "runs"});
  ASSERT_EQ(added.status, 0) << added.err;
  EXPECT_EQ(lines_of(added.out).size(), 21U);
  const Outcome again = run_in(folder, {"history", "add", "runs/3.json"});
  EXPECT_EQ(again.status, 0);
  EXPECT_TRUE(holds(again.out, "was there already"));

  const Outcome changes = run_in(folder, {"history", "changes", "--format", "json"});
  const auto rows = ordered_json::parse(changes.out)["tables"]["changes"]["rows"];
  ASSERT_EQ(rows.size(), 1U) << changes.out;
  EXPECT_EQ(rows[0]["kind"], "CHANGE");
  EXPECT_EQ(rows[0]["run_id"], "run-13-0");
  EXPECT_NEAR(rows[0]["change"].get<double>(), 1 / 1.06 - 1, 0.003);
  EXPECT_EQ(run_in(folder, {"history", "changes", "--format", "json"}).out, changes.out);

  const Outcome show = run_in(folder, {"history", "show"});
  EXPECT_TRUE(holds(show.out, "CHANGE -5.")) << show.out;
  EXPECT_TRUE(holds(show.out, "▁")) << show.out;
  EXPECT_TRUE(
      holds(run_in(folder, {"history", "export", "--format", "junit"}).out, "failures=\"1\""));
  const Outcome metrics = run_in(folder, {"history", "export", "--format", "prometheus"});
  EXPECT_TRUE(metrics.out.ends_with("# EOF\n"));
  EXPECT_TRUE(holds(metrics.out, "# UNIT fleetmark_throughput_bytes_per_second bytes_per_second"));
}

TEST(History, the_benchmark_export_comes_back_through_import) {
  const TempDir folder;
  write_month(folder);
  ASSERT_EQ(run_in(folder, {"history", "add", "runs"}).status, 0);
  ASSERT_EQ(run_in(folder, {"history", "export", "--format", "benchmark", "-o", "b.json"}).status,
            0);
  const auto exported = ordered_json::parse(text_of(folder.file("b.json")));
  EXPECT_EQ(exported["benchmarks"].size(), 20U);
  EXPECT_EQ(exported["benchmarks"][0]["run_type"], "iteration");
  ASSERT_EQ(run_in(folder, {"import", "google-benchmark", "b.json", "-o", "back.json"}).status, 0);
  const auto back = ordered_json::parse(text_of(folder.file("back.json")));
  EXPECT_EQ(back["measurements"][0]["samples"].size(), 20U);
  EXPECT_EQ(run_in(folder, {"validate", "back.json"}).status, 0);
}

TEST(History, baselines_are_pointers) {
  const TempDir folder;
  write_month(folder);
  ASSERT_EQ(run_in(folder, {"history", "add", "runs"}).status, 0);
  EXPECT_EQ(run_in(folder, {"history", "baseline", "may", "run-01-0"}).status, 0);
  EXPECT_EQ(run_in(folder, {"history", "baseline", "may", "nobody"}).status, 2);
  EXPECT_TRUE(holds(run_in(folder, {"history", "baseline"}).out, "may       run-01-0"));
  EXPECT_TRUE(holds(run_in(folder, {"history", "show", "--against", "may"}).out, "-5."));
  const Outcome one = run_in(folder, {"history", "export", "--run", "may", "--format", "csv"});
  EXPECT_EQ(lines_of(one.out).size(), 2U);
  EXPECT_EQ(run_in(folder, {"validate", "results/history/baselines/may.json",
                            "results/history/2026/run-01-0.jsonl"})
                .status,
            0);
}

TEST(History, a_run_that_is_not_there_is_2_and_what_is_there_is_named) {
  const TempDir folder;
  write_month(folder);
  ASSERT_EQ(run_in(folder, {"history", "add", "runs"}).status, 0);
  ASSERT_EQ(run_in(folder, {"history", "baseline", "may", "run-01-0"}).status, 0);
  for (const std::vector<std::string>& asked :
       {std::vector<std::string>{"show", "--against"}, {"export", "--run"}}) {
    const Outcome outcome = run_in(folder, {"history", asked[0], asked[1], "nope"});
    EXPECT_EQ(outcome.status, 2) << outcome.out;
    EXPECT_EQ(lines_of(outcome.err).size(), 1U) << outcome.err;
    EXPECT_TRUE(
        holds(outcome.err, asked[1] + ": found 'nope'; allowed: a baseline (may) or one of"))
        << outcome.err;
    EXPECT_TRUE(holds(outcome.err, "runs (run-")) << outcome.err;
  }
}

TEST(History, wrong_use_is_one_line_and_2) {
  const TempDir folder;
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
      {{"history", "show"}, "no such folder"},
      {{"history", "forget"}, "allowed: add, show"},
      {{"history", "add"}, "names no file"},
      {{"history", "add", "absent.json"}, "absent.json: cannot open"},
      {{"history", "show", "--format", "prometheus"}, "for history export alone"},
      {{"history", "show", "--run", "may"}, "--run: is of history export, found history show"},
      {{"history", "export", "--against", "may"}, "--against: is of history show"},
      {{"history", "add", "absent.json", "--filter", "triad"},
       "--filter: is of history show, changes, export"}};
  for (const auto& [arguments, part] : cases) {
    const Outcome outcome = run_in(folder, arguments);
    EXPECT_EQ(outcome.status, 2) << part;
    EXPECT_EQ(lines_of(outcome.err).size(), 1U) << outcome.err;
    EXPECT_TRUE(holds(outcome.err, part)) << outcome.err;
  }
}

void write_ranks(const TempDir& folder, int ranks, int slow, double factor) {
  for (int i = 0; i < ranks; ++i) {
    folder.write("ranks/" + std::to_string(i) + ".json",
                 run_text(2, wobble(i) * (i == slow ? factor : 1), i));
  }
}

TEST(Accept, a_slow_device_is_named_and_the_status_is_1) {
  const TempDir folder;
  write_ranks(folder, 8, 5, 1.12);
  const Outcome outcome = run_in(folder, {"accept", "ranks"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_TRUE(holds(outcome.out, "NOT ACCEPTED")) << outcome.out;
  for (const char* part : {"SLOW", "fake-host", "fake:5", "GPU-5", "No prior"}) {
    EXPECT_TRUE(holds(outcome.out, part)) << part << "\n" << outcome.out;
  }
  const Outcome nagios = run_in(folder, {"accept", "ranks", "--nagios"});
  EXPECT_EQ(nagios.status, 2);
  EXPECT_EQ(lines_of(nagios.out).size(), 1U);
  EXPECT_TRUE(nagios.out.starts_with("FLEETMARK CRITICAL - 8 devices")) << nagios.out;
  const Outcome unknown = run_in(folder, {"accept", "absent.json", "--nagios"});
  EXPECT_EQ(unknown.status, 3);
  EXPECT_TRUE(unknown.out.starts_with("FLEETMARK UNKNOWN")) << unknown.out;
}

TEST(Accept, alike_devices_are_accepted) {
  const TempDir folder;
  write_ranks(folder, 8, -1, 1);
  const Outcome outcome = run_in(folder, {"accept", "ranks"});
  EXPECT_EQ(outcome.status, 0) << outcome.out;
  EXPECT_TRUE(holds(outcome.out, "ACCEPTED: 8 devices of 1 kind"));
  const Outcome floor = run_in(folder, {"accept", "ranks", "--floor", "memory.copy=1e15"});
  EXPECT_EQ(floor.status, 1);
  EXPECT_TRUE(holds(floor.out, "BELOW-SPEC"));
  EXPECT_EQ(run_in(folder, {"accept", "ranks", "--floor", "memory.copy"}).status, 2);
  EXPECT_EQ(run_in(folder, {"accept", "ranks", "--floor", "memory.copy=1"}).status, 0);
}

TEST(Accept, a_floor_that_judged_nothing_does_not_pass) {
  const TempDir folder;
  write_ranks(folder, 8, -1, 1);
  const std::string typo = "memory.tirad=1";
  const Outcome idle = run_in(folder, {"accept", "ranks", "--floor", typo});
  EXPECT_EQ(idle.status, 6) << idle.out;
  EXPECT_TRUE(holds(idle.out, "NOT JUDGED: 8 devices")) << idle.out;
  EXPECT_TRUE(holds(idle.err, "--floor: 'memory.tirad' names no case")) << idle.err;
  const Outcome nagios = run_in(folder, {"accept", "ranks", "--nagios", "--floor", typo});
  EXPECT_EQ(nagios.status, 3) << nagios.out;
  EXPECT_TRUE(holds(nagios.out, "UNKNOWN - 8 devices, Floor of 'memory.tirad'")) << nagios.out;
  // Another floor that was broken is the worse answer; one that was held does not hide it.
  const std::vector<std::string> two{"accept", "ranks", "--floor", typo, "--floor"};
  auto broken = two, held = two;
  broken.emplace_back("memory.copy=1e15");
  held.emplace_back("memory.copy=1");
  EXPECT_EQ(run_in(folder, broken).status, 1);
  EXPECT_EQ(run_in(folder, held).status, 6);
  const Outcome page = run_in(folder, {"report", "ranks", "--floor", typo, "-o", "page.html"});
  EXPECT_EQ(page.status, 2) << page.err;
}

// Interrupted before its first case.
std::string empty_run_text(int number, int device) {
  auto run = ordered_json::parse(run_text(number, 1, device));
  run["measurements"] = ordered_json::array();
  run["status"] = "incomplete";
  run["ended_by"] = "interrupted after 0 of 6 cases";
  return run.dump(1);
}

TEST(Accept, a_device_of_which_nothing_was_measured_is_not_judged) {
  const TempDir folder;
  folder.write("empty.json", empty_run_text(2, 0));
  ASSERT_EQ(run_in(folder, {"merge", "empty.json", "-o", "empty.jsonl"}).status, 0);
  EXPECT_EQ(run_in(folder, {"validate", "empty.jsonl"}).status, 0);
  for (const std::string file : {"empty.json", "empty.jsonl"}) {
    const Outcome outcome = run_in(folder, {"accept", file});
    EXPECT_EQ(outcome.status, 6) << file;
    EXPECT_TRUE(holds(outcome.out, "NOT JUDGED: 1 device of 1 kind")) << outcome.out;
    EXPECT_TRUE(holds(outcome.err, "Nothing was measured of fake-host fake:0 (interrupted after 0"))
        << outcome.err;
    const Outcome nagios = run_in(folder, {"accept", file, "--nagios"});
    EXPECT_EQ(nagios.status, 3);
    EXPECT_TRUE(holds(nagios.out, "UNKNOWN - 1 devices, Nothing was measured")) << nagios.out;
  }
  // One that was measured in another run was judged; so was one that was under load without fault.
  folder.write("later.json", run_text(3, 1, 0));
  EXPECT_EQ(run_in(folder, {"accept", "empty.json", "later.json"}).status, 0);
  ASSERT_EQ(run_in(folder, {"measure", "--soak", "3s", "--filter", "copy", "-o", "s.json"}).status,
            0);
  ASSERT_EQ(run_in(folder, {"merge", "s.json", "-o", "s.jsonl"}).status, 0);
  EXPECT_EQ(run_in(folder, {"accept", "s.json"}).status, 0);
  EXPECT_EQ(run_in(folder, {"accept", "s.jsonl"}).status, 0);
}

TEST(Accept, a_floor_that_was_held_is_told_alike_with_and_without_nagios) {
  const TempDir folder;
  folder.write("one.json", run_text(2, 1, 0));
  const std::vector<std::string> held{"accept", "one.json", "--floor", "memory.copy=1"};
  EXPECT_EQ(run_in(folder, held).status, 0);
  auto asked = held;
  asked.emplace_back("--nagios");
  const Outcome nagios = run_in(folder, asked);
  EXPECT_EQ(nagios.status, 0);
  EXPECT_TRUE(holds(nagios.out, "OK - 1 devices, no prior: held against contract values"))
      << nagios.out;
  EXPECT_EQ(run_in(folder, {"accept", "one.json", "--nagios"}).status, 3);
}

TEST(Accept, what_is_learnt_judges_one_device_alone) {
  const TempDir folder;
  write_ranks(folder, 8, -1, 1);
  const std::vector<std::string> words{"accept", "ranks", "--learn",      "--profile",
                                       "h20-96", "-o",    "h20-here.json"};
  // Figures of one device must not go into another's profile unasked.
  const Outcome other = run_in(folder, words);
  EXPECT_EQ(other.status, 2) << other.out;
  EXPECT_TRUE(holds(other.err, "'Fake accelerator', and profile h20-96 is of 'NVIDIA H20 96GB'"))
      << other.err;
  EXPECT_FALSE(std::filesystem::exists(folder.file("h20-here.json")));
  auto meant = words;
  meant.emplace_back("--same-device");
  const Outcome learnt = run_in(folder, meant);
  ASSERT_EQ(learnt.status, 0) << learnt.err;
  EXPECT_EQ(run_in(folder, {"validate", "h20-here.json"}).status, 0);
  const auto profile = ordered_json::parse(text_of(folder.file("h20-here.json")));
  ASSERT_EQ(profile["healthy"].size(), 1U);
  EXPECT_EQ(profile["healthy"][0]["devices"], 8);
  folder.write("good.json", run_text(3, 1.0, 9));
  folder.write("bad.json", run_text(3, 1.1, 9));
  const auto judged = [&](const char* file, const std::vector<std::string>& more) {
    std::vector<std::string> asked{"accept", file, "--profile", "./h20-here.json"};
    asked.insert(asked.end(), more.begin(), more.end());
    return run_in(folder, asked);
  };
  const Outcome of_another = judged("good.json", {});
  EXPECT_EQ(of_another.status, 2) << of_another.out;
  EXPECT_TRUE(holds(of_another.err, "good.json: is a record of 'Fake accelerator'"))
      << of_another.err;
  // A page judges as accept does.
  const std::vector<std::string> paged{"report",          "bad.json", "--profile",
                                       "./h20-here.json", "-o",       "page.html"};
  const Outcome page = run_in(folder, paged);
  EXPECT_EQ(page.status, 2) << page.out;
  EXPECT_TRUE(holds(page.err, "bad.json: is a record of 'Fake accelerator'")) << page.err;
  EXPECT_FALSE(std::filesystem::exists(folder.file("page.html")));
  auto meant_page = paged;
  meant_page.emplace_back("--same-device");
  EXPECT_EQ(run_in(folder, meant_page).status, 0);
  const Outcome good = judged("good.json", {"--same-device"});
  EXPECT_EQ(good.status, 0) << good.out;
  EXPECT_TRUE(holds(good.out, "normal, percentile")) << good.out;
  const Outcome bad = judged("bad.json", {"--same-device"});
  EXPECT_EQ(bad.status, 1) << bad.out;
  EXPECT_TRUE(holds(bad.out, "below the healthy level")) << bad.out;
  EXPECT_EQ(run_in(folder, {"accept", "ranks", "--learn"}).status, 2);
}

TEST(Merge, any_order_gives_the_same_bytes) {
  const TempDir folder;
  write_ranks(folder, 6, -1, 1);
  ASSERT_EQ(run_in(folder, {"merge", "ranks", "-o", "a.jsonl"}).status, 0);
  ASSERT_EQ(run_in(folder, {"merge", "ranks/5.json", "ranks/1.json", "ranks/0.json", "ranks/4.json",
                            "ranks/3.json", "ranks/2.json", "ranks/2.json", "-o", "b.jsonl"})
                .status,
            0);
  EXPECT_EQ(text_of(folder.file("a.jsonl")), text_of(folder.file("b.jsonl")));
  EXPECT_EQ(run_in(folder, {"validate", "a.jsonl"}).status, 0);
  EXPECT_EQ(run_in(folder, {"accept", "a.jsonl"}).status, 0);
}

TEST(Merge, one_that_was_cut_is_not_judged) {
  const TempDir folder;
  write_ranks(folder, 3, -1, 1);
  ASSERT_EQ(run_in(folder, {"merge", "ranks", "-o", "a.jsonl"}).status, 0);
  const std::string whole = text_of(folder.file("a.jsonl"));
  const std::size_t last = whole.rfind('\n', whole.size() - 2) + 1;
  folder.write("cut.jsonl", whole.substr(0, last));
  folder.write("twice.jsonl", whole + whole.substr(last));
  for (const std::string file : {"cut.jsonl", "twice.jsonl"}) {
    for (const auto& words : std::vector<std::vector<std::string>>{
             {"accept", file}, {"history", "add", file}, {"validate", file}}) {
      const Outcome outcome = run_in(folder, words);
      EXPECT_EQ(outcome.status, 2) << words.front() << " " << file << outcome.out;
      EXPECT_TRUE(holds(outcome.err, "the file was cut or edited")) << outcome.err;
    }
  }
}

TEST(Merge, what_is_missing_is_7_and_the_rest_is_merged) {
  const TempDir folder;
  write_ranks(folder, 3, -1, 1);
  folder.write("ranks/3.json", text_of(folder.file("ranks/2.json")).substr(0, 500));
  const Outcome torn = run_in(folder, {"merge", "ranks", "-o", "m.jsonl"});
  EXPECT_EQ(torn.status, 7);
  EXPECT_TRUE(holds(torn.err, "ranks/3.json")) << torn.err;
  EXPECT_EQ(run_in(folder, {"accept", "m.jsonl"}).status, 0);
  std::filesystem::remove(folder.file("ranks/3.json"));
  EXPECT_EQ(run_in(folder, {"merge", "ranks", "-o", "m.jsonl", "--expect", "3"}).status, 0);
  const Outcome few = run_in(folder, {"merge", "ranks", "-o", "m.jsonl", "--expect", "4"});
  EXPECT_EQ(few.status, 7);
  EXPECT_TRUE(holds(few.err, "1 of 4 devices are missing")) << few.err;
}

TEST(Import, says_who_measured_and_refuses_what_it_does_not_know) {
  const TempDir folder;
  const std::string data = source_file("tests/data/foreign/");
  const Outcome outcome =
      run_in(folder, {"import", "nvbandwidth", data + "nvbandwidth.json", "-o", "n.json"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(holds(outcome.out, "Origin: measured by nvbandwidth v0.8.")) << outcome.out;
  EXPECT_EQ(run_in(folder, {"validate", "n.json"}).status, 0);
  EXPECT_EQ(run_in(folder, {"history", "add", "n.json"}).status, 0);
  EXPECT_TRUE(holds(run_in(folder, {"history", "show"}).out, "nvbandwidth v0.8"));
  const Outcome other = run_in(folder, {"import", "hyperfine", data + "nvbandwidth.json"});
  EXPECT_EQ(other.status, 2);
  EXPECT_EQ(lines_of(other.err).size(), 1U) << other.err;
  EXPECT_EQ(run_in(folder, {"import", "excel", "x.xls"}).status, 2);
}

TEST(Import, takes_names_that_are_not_utf_8) {
  const TempDir folder;
  folder.write("b\xff.json", text_of(source_file("tests/data/foreign/nvbandwidth.json")));
  const Outcome outcome = run_in(folder, {"import", "nvbandwidth", "b\xff.json", "-o", "n.json"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(run_in(folder, {"validate", "n.json"}).status, 0);
}

}  // namespace
}  // namespace fleetmark::test
