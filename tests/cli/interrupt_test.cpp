// SPDX-License-Identifier: Apache-2.0
// Ctrl-C and kill -9 while the program measures: what was measured is on disk and valid.
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "tests/cli/child.h"
#include "tests/support/temp_dir.h"

namespace fleetmark::test {
namespace {

void pause_ms(int milliseconds) {
  std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

// Polls for at most half a minute: a hanging program must fail the test, not hang it.
template <typename Condition>
bool comes_true(const Condition& condition) {
  for (int i = 0; i < 6000; ++i) {
    if (condition()) return true;
    pause_ms(5);
  }
  return false;
}

ChildOptions sleeping(const char* seconds_per_batch) {
  ChildOptions options;
  options.fake = std::string("real_s_per_batch=") + seconds_per_batch;
  return options;
}

bool has_measurement(const std::string& journal) {
  return text_of(journal).find("\n{\"measurement\"") != std::string::npos;
}

// Whether signals that were sent still wait for the process: /proc says it as a hexadecimal mask.
bool has_pending(pid_t child) {
  for (const auto& line : lines_of(text_of("/proc/" + std::to_string(child) + "/status"))) {
    if (line.starts_with("ShdPnd:") && std::stoull(line.substr(7), nullptr, 16) != 0) return true;
  }
  return false;
}

std::vector<std::string> files_in(const TempDir& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    names.push_back(entry.path().filename().string());
  }
  return names;
}

TEST(Interrupt, the_first_finishes_the_case_keeps_the_record_and_ends_with_7) {
  for (const int number : {SIGINT, SIGTERM}) {
    const TempDir folder;
    const std::string output = folder.file("run.json");
    const pid_t child = start_fake({"measure", "--output", output}, sleeping("0.002"));
    EXPECT_TRUE(comes_true([&] { return has_measurement(output + ".partial"); }));
    ::kill(child, number);
    EXPECT_EQ(wait_for(child), 7);
    EXPECT_EQ(files_in(folder), std::vector<std::string>{"run.json"});
    EXPECT_EQ(run_fake({"validate", output}).status, 0);
    const std::string record = text_of(output);
    EXPECT_NE(record.find("\"median_s\""), std::string::npos);
    EXPECT_NE(record.find("interrupted before this case began"), std::string::npos);
    EXPECT_NE(record.find("\"status\": \"incomplete\""), std::string::npos);
    EXPECT_NE(record.find("\"ended_by\": \"interrupted after "), std::string::npos);
  }
}

TEST(Interrupt, assess_keeps_the_record_and_prices_nothing) {
  const TempDir folder;
  const std::string output = folder.file("run.json");
  const pid_t child = start_fake({"assess", "--output", output}, sleeping("0.002"));
  EXPECT_TRUE(comes_true([&] { return has_measurement(output + ".partial"); }));
  ::kill(child, SIGINT);
  EXPECT_EQ(wait_for(child), 7);
  EXPECT_EQ(files_in(folder), std::vector<std::string>{"run.json"});
}

// As `timeout` does it: the child, and then its whole group.
TEST(Interrupt, twice_in_a_row_is_one_request) {
  const TempDir folder;
  const std::string output = folder.file("run.json");
  const pid_t child = start_fake({"measure", "--output", output}, sleeping("0.002"));
  EXPECT_TRUE(comes_true([&] { return has_measurement(output + ".partial"); }));
  ::kill(child, SIGTERM);
  EXPECT_TRUE(comes_true([&] { return !has_pending(child); }));
  ::kill(child, SIGTERM);
  ::kill(child, SIGINT);
  EXPECT_EQ(wait_for(child), 7);
  EXPECT_EQ(files_in(folder), std::vector<std::string>{"run.json"});
}

TEST(Interrupt, a_later_one_ends_at_once_and_leaves_the_journal) {
  const TempDir folder;
  const std::string output = folder.file("run.json");
  const pid_t child = start_fake({"measure", "--output", output}, sleeping("0.2"));
  EXPECT_TRUE(comes_true([&] { return std::filesystem::exists(output + ".partial"); }));
  pause_ms(1000);  // into the first case, of many seconds: before it there is nothing to finish
  ::kill(child, SIGINT);
  EXPECT_TRUE(comes_true([&] { return !has_pending(child); }));
  pause_ms(1500);  // or it would be the same request
  ::kill(child, SIGINT);
  EXPECT_EQ(wait_for(child), 1000 + SIGINT);
  EXPECT_EQ(files_in(folder), std::vector<std::string>{"run.json.partial"});
  EXPECT_EQ(run_fake({"validate", output + ".partial"}).status, 0);
}

// As a terminal does it: the whole group is interrupted, the launch in progress included.
TEST(Interrupt, between_launches_the_finished_ones_are_kept) {
  const TempDir folder;
  const std::string output = folder.file("run.json");
  ChildOptions options = sleeping("0.002");
  options.before = [] { return ::setpgid(0, 0) == 0; };
  const pid_t child =
      start_fake({"measure", "--filter", "f64", "--launches", "50", "--output", output}, options);
  EXPECT_TRUE(comes_true([&] { return has_measurement(output + ".launch-2.partial"); }));
  ::kill(-child, SIGINT);
  EXPECT_EQ(wait_for(child), 7);
  EXPECT_EQ(files_in(folder), std::vector<std::string>{"run.json"});
  EXPECT_EQ(run_fake({"validate", output}).status, 0);
  EXPECT_NE(text_of(output).find("\"launches\": 2"), std::string::npos);
}

// As `kill` does it: the program alone is interrupted, and tells the launch in progress.
TEST(Interrupt, of_the_program_alone_ends_its_launch_too) {
  for (const std::vector<std::string>& what :
       {std::vector<std::string>{"--suite", "quick"}, {"--workload", "small-layers"}}) {
    const TempDir folder;
    const std::string output = folder.file("run.json");
    std::vector<std::string> words{"measure", "--launches", "3", "--output", output};
    words.insert(words.end(), what.begin(), what.end());
    const pid_t child = start_fake(words, sleeping("0.05"));
    EXPECT_TRUE(comes_true([&] { return std::filesystem::exists(output + ".launch-1.partial"); }));
    ::kill(child, SIGINT);
    EXPECT_EQ(wait_for(child), 7);
    EXPECT_EQ(files_in(folder), std::vector<std::string>{"run.json"});
    const std::string record = text_of(output);
    EXPECT_NE(record.find("in launch 1 of 3"), std::string::npos) << record;
    EXPECT_EQ(record.find("\"replicas\""), std::string::npos) << "the launch went on to its end";
  }
}

// While implementations are tried and operators prepared, long before the first round.
TEST(Interrupt, of_a_workload_comes_before_its_first_round) {
  const TempDir folder;
  const std::string output = folder.file("run.json");
  const pid_t child =
      start_fake({"measure", "--workload", "small-layers", "--output", output}, sleeping("0.05"));
  EXPECT_TRUE(comes_true([&] { return std::filesystem::exists(output + ".partial"); }));
  ::kill(child, SIGINT);
  EXPECT_EQ(wait_for(child), 7);
  const std::string record = text_of(output);
  EXPECT_NE(record.find("\"ended_by\": \"interrupted while "), std::string::npos) << record;
}

TEST(Interrupt, stays_ignored_where_the_caller_ignores_it) {
  const TempDir folder;
  const std::string output = folder.file("run.json");
  ChildOptions options = sleeping("0.002");
  options.before = [] { return ::signal(SIGINT, SIG_IGN) != SIG_ERR; };
  const pid_t child = start_fake({"measure", "--filter", "copy", "--output", output}, options);
  EXPECT_TRUE(comes_true([&] { return std::filesystem::exists(output + ".partial"); }));
  ::kill(child, SIGINT);
  EXPECT_EQ(wait_for(child), 0);
}

// Whatever the moment: a journal or a record that is there is valid, and the record of an earlier
// run is either untouched or replaced by a whole one. (A temporary file may be left over; it never
// bears the name of a record.)
TEST(Kill, at_any_moment_leaves_valid_records) {
  const TempDir folder;
  const std::string output = folder.file("run.json");
  ASSERT_EQ(run_fake({"measure", "--filter", "copy", "--output", output}).status, 0);
  const std::string earlier = text_of(output);
  int journals = 0;
  for (int moment = 0; moment < 24; ++moment) {
    const pid_t child = start_fake({"measure", "--output", output}, sleeping("0.0003"));
    const bool is_at_start = moment % 4 == 0;  // before or while the journal is made
    if (!is_at_start) comes_true([&] { return std::filesystem::exists(output + ".partial"); });
    pause_ms(is_at_start ? moment : moment * 20);
    ::kill(child, SIGKILL);
    wait_for(child);
    std::vector<std::string> check{"validate"};
    for (const auto& name : files_in(folder)) {
      if (name.find(".tmp.") == std::string::npos) check.push_back(folder.file(name));
    }
    const Outcome checked = run_fake(check);
    ASSERT_EQ(checked.status, 0) << moment << ": " << checked.err;
    const std::string now = text_of(output);
    ASSERT_TRUE(now == earlier || now.find("memory.triad") != std::string::npos) << moment;
    if (std::filesystem::remove(output + ".partial")) ++journals;
  }
  EXPECT_GT(journals, 3) << "the moments must fall into the run";
}

}  // namespace
}  // namespace fleetmark::test
