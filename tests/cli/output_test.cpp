// SPDX-License-Identifier: Apache-2.0
// Where the program writes: answers alone on standard output, progress on a terminal only, files
// whole or not at all, and one line when a disk is full or a place cannot be written.
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <nlohmann/json.hpp>
#include <regex>

#include "tests/cli/child.h"
#include "tests/support/temp_dir.h"

namespace fleetmark::test {
namespace {

// Mounts a small file system there, seen by the child alone. Needs the right to do so.
bool mount_small(const std::string& folder, const char* size, unsigned long flags) {
  const std::string options = std::string("size=") + size;
  return ::unshare(CLONE_NEWNS) == 0 &&
         ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         ::mount("fleetmark-test", folder.c_str(), "tmpfs", flags, options.c_str()) == 0;
}

Outcome measure_into(const std::string& output, const ChildOptions& options = {}) {
  return run_fake({"measure", "--output", output}, options);
}

void expect_one_line_and_2(const Outcome& outcome, const std::string& part) {
  EXPECT_EQ(outcome.status, 2) << outcome.err;
  EXPECT_EQ(lines_of(outcome.err).size(), 1U) << outcome.err;
  EXPECT_NE(outcome.err.find(part), std::string::npos) << outcome.err;
}

TEST(Progress, is_on_a_terminal_only) {
  const TempDir folder;
  ChildOptions terminal;
  terminal.err_on_terminal = true;
  const Outcome live = measure_into(folder.file("a.json"), terminal);
  EXPECT_EQ(live.status, 0);
  EXPECT_NE(live.err.find("[1/4]"), std::string::npos) << live.err;
  EXPECT_NE(live.err.find("memory.copy/plain"), std::string::npos) << live.err;
  EXPECT_TRUE(live.err.ends_with("\r\x1b[K")) << "the line is wiped at the end";
  EXPECT_EQ(live.out.find('\x1b'), std::string::npos);
  EXPECT_EQ(measure_into(folder.file("b.json")).err, "");
}

TEST(Progress, quiet_silences_it) {
  const TempDir folder;
  ChildOptions terminal;
  terminal.err_on_terminal = true;
  EXPECT_EQ(run_fake({"measure", "--quiet", "-o", folder.file("a.json")}, terminal).err, "");
}

TEST(Progress, dumb_terminals_get_none) {
  const TempDir folder;
  ChildOptions terminal;
  terminal.err_on_terminal = true;
  terminal.environment = {"TERM=dumb"};
  EXPECT_EQ(measure_into(folder.file("a.json"), terminal).err, "");
}

TEST(Output, holds_no_colour_with_or_without_no_color) {
  const TempDir folder;
  const std::regex colour("\x1b\\[[0-9;]*m");
  for (const char* setting : {"NO_COLOR=1", "UNRELATED=1"}) {
    ChildOptions terminal;
    terminal.err_on_terminal = true;
    terminal.environment = {setting};
    const Outcome outcome = measure_into(folder.file("a.json"), terminal);
    EXPECT_FALSE(std::regex_search(outcome.err, colour));
    EXPECT_FALSE(std::regex_search(outcome.out, colour));
  }
}

TEST(Output, machine_output_is_alone_on_standard_output) {
  const TempDir folder;
  const std::vector<std::vector<std::string>> commands{{"measure", "-o", folder.file("a.json")},
                                                       {"assess", "-o", folder.file("b.json")},
                                                       {"measure", "--list"},
                                                       {"list", "devices"},
                                                       {"list", "profiles"},
                                                       {"show", "h20-96"},
                                                       {"cost", "--workload", "micro-pb-triad"},
                                                       {"validate", "/dev/null"}};
  for (auto arguments : commands) {
    arguments.insert(arguments.end(), {"--format", "json"});
    const Outcome outcome = run_fake(arguments);
    EXPECT_TRUE(nlohmann::json::accept(outcome.out)) << arguments[0] << ": " << outcome.out;
  }
}

TEST(Output, a_named_file_gets_the_same_bytes_and_standard_output_none) {
  const TempDir folder;
  const std::string file = folder.file("profiles.csv");
  const Outcome named = run_fake({"list", "profiles", "--format", "csv", "--output", file});
  EXPECT_EQ(named.out, "");
  EXPECT_EQ(text_of(file), run_fake({"list", "profiles", "--format", "csv"}).out);
  EXPECT_NE(text_of(file), "");
}

TEST(Output, a_full_standard_output_is_an_error) {
  ChildOptions options;
  options.stdout_file = "/dev/full";
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"list", "profiles"}, {"--help"}, {"--version"}}) {
    expect_one_line_and_2(run_fake(arguments, options), "standard output");
  }
  expect_one_line_and_2(run_fake({"list", "profiles", "--output", "/dev/full"}), "/dev/full");
}

// As of `fleetmark show ... | head -1`: the reader has what it wanted.
TEST(Output, that_nobody_reads_any_more_ends_without_a_word) {
  ChildOptions options;
  options.before = [] {
    std::array<int, 2> ends{};
    return ::pipe(ends.data()) == 0 && ::close(ends[0]) == 0 &&
           ::dup2(ends[1], STDOUT_FILENO) == STDOUT_FILENO;
  };
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"list", "profiles"}, {"--help"}, {"show", "h20-96"}}) {
    const Outcome outcome = run_fake(arguments, options);
    EXPECT_EQ(outcome.status, 0) << arguments[0];
    EXPECT_EQ(outcome.err, "");
  }
}

// The limit on file size stands for a disk that fills up while the record is written.
TEST(Output, a_write_that_fails_midway_leaves_the_earlier_file) {
  const TempDir folder;
  const std::string output = folder.file("run.json");
  ASSERT_EQ(measure_into(output).status, 0);
  const std::string earlier = text_of(output);
  for (const rlim_t limit : {0, 100, 3000, 9000, 20000}) {
#ifdef __clang__
    if (limit < 1024) continue;  // LLVM's OpenMP keeps a KiB in a shared file, and ends without it
#endif
    ChildOptions options;
    options.before = [limit] {
      const rlimit most{limit, limit};
      return ::signal(SIGXFSZ, SIG_IGN) != SIG_ERR && ::setrlimit(RLIMIT_FSIZE, &most) == 0;
    };
    expect_one_line_and_2(measure_into(output, options), "cannot write");
    EXPECT_EQ(text_of(output), earlier) << limit;
    const std::string journal = output + ".partial";
    if (std::filesystem::exists(journal)) {
      EXPECT_EQ(run_fake({"validate", journal}).status, 0) << limit;
      std::filesystem::remove(journal);
    }
  }
}

TEST(Output, a_full_disk_is_one_line_and_2) {
  const TempDir folder;
  ChildOptions options;
  options.before = [&] { return mount_small(folder.path(), "8k", 0); };
  const Outcome outcome = measure_into(folder.file("run.json"), options);
  if (outcome.status == 99) GTEST_SKIP() << "mounting is not allowed here";
  expect_one_line_and_2(outcome, "No space left on device");
}

TEST(Output, places_that_cannot_be_written_are_one_line_and_2) {
  const TempDir folder;
  folder.write("file", "");
  expect_one_line_and_2(measure_into(folder.file("file/run.json")), "Not a directory");
  expect_one_line_and_2(measure_into(folder.file("absent/run.json")), "No such file");
  expect_one_line_and_2(measure_into(folder.path()), "is a folder");
  expect_one_line_and_2(measure_into("/dev/null"), "name a regular file");
  expect_one_line_and_2(run_fake({"list", "profiles", "-o", folder.path()}), folder.path());
  expect_one_line_and_2(run_fake({"assess", "-o", folder.file("run.md")}), ".md");
  EXPECT_EQ(std::filesystem::exists("/dev/null.partial"), false);
}

// The file that is named twice, and its bytes, are there afterwards.
void expect_untouched(const TempDir& folder, const std::string& file,
                      const std::vector<std::string>& arguments, const std::string& part) {
  const std::string earlier = text_of(folder.file(file));
  ASSERT_NE(earlier, "") << file;
  const Outcome outcome = run_in(folder, arguments);
  expect_one_line_and_2(outcome, part);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(text_of(folder.file(file)), earlier) << arguments[0];
}

TEST(Output, no_input_is_written_over) {
  const TempDir folder;
  folder.write("points.csv", text_of(source_file("tests/data/published/points.csv")));
  folder.write("run.json", text_of(source_file("tests/golden/run_record.json")));
  folder.write("other/run.json", text_of(source_file("tests/golden/run_record.json")));
  folder.write("plan.json", "{}");
  std::filesystem::create_symlink("points.csv", folder.file("link.csv"));
  const std::string read = "--output: found 'points.csv', which is read (--cases); give";
  expect_untouched(folder, "points.csv", {"predict", "--cases", "points.csv", "-o", "points.csv"},
                   read);
  expect_untouched(folder, "points.csv",
                   {"predict", "--cases", "link.csv", "-o", "other/../points.csv"}, "(--cases)");
  for (const char* command : {"fit", "ledger", "validate"}) {
    expect_untouched(folder, "points.csv", {command, "points.csv", "-o", "./points.csv"},
                     "which is read (files)");
  }
  expect_untouched(folder, "points.csv", {"ledger", "points.csv", "--records", "points.csv"},
                   "--records: found 'points.csv', which is read (files)");
  expect_untouched(folder, "plan.json", {"plan", "plan.json", "--export", "plan.json"},
                   "--export: found 'plan.json', which is read (scenario)");
  expect_untouched(folder, "plan.json",
                   {"plan", "--diff", "plan.json", "b.json", "-o", "plan.json"}, "(--diff)");
  expect_untouched(
      folder, "run.json",
      {"cost", "--workload", "micro-pb-triad", "--record", "run.json", "-o", "run.json"},
      "(--record)");
  expect_untouched(folder, "run.json", {"compare", "run.json", "b.json", "-o", "run.json"},
                   "(base)");
  expect_untouched(folder, "run.json", {"compare", "b.json", "run.json", "--junit", "run.json"},
                   "--junit: found 'run.json', which is read (new)");
  expect_untouched(folder, "run.json", {"import", "nvbench", "run.json", "-o", "run.json"},
                   "(file)");
  expect_untouched(folder, "run.json", {"merge", "run.json", "-o", "run.json"}, "(results)");
  expect_untouched(folder, "other/run.json", {"merge", "other", "-o", "other/run.json"},
                   "(results)");
  expect_untouched(folder, "run.json", {"history", "add", "run.json", "-o", "run.json"}, "(words)");
  expect_untouched(folder, "run.json", {"calibrate", "run.json", "-o", "run.json"}, "(files)");
  expect_untouched(folder, "run.json", {"report", "run.json", "-o", "run.json"}, "(results)");
}

TEST(Output, no_data_file_that_an_id_stands_for_is_written_over) {
  const TempDir folder;
  std::filesystem::copy(source_file("tests/data/profiles"), folder.file("profiles"),
                        std::filesystem::copy_options::recursive);
  expect_untouched(
      folder, "profiles/devices/h20-96.json",
      {"show", "h20-96", "--profiles", "profiles", "-o", "profiles/devices/h20-96.json"},
      "which is read (id)");
  for (const char* kind : {"suites", "slo", "fits"}) {
    const std::string file = std::string("profiles/") + kind + "/mine.json";
    folder.write(file, "{}");
    expect_untouched(folder, file, {"show", "mine", "--profiles", "profiles", "-o", file},
                     "which is read (id)");
  }
}

TEST(Output, two_outputs_are_two_files) {
  const TempDir folder;
  const Outcome outcome =
      run_in(folder, {"plan", "any.json", "--export", "./new.lp", "-o", "new.lp"});
  expect_one_line_and_2(outcome, "--export: found './new.lp', which --output names too");
  EXPECT_FALSE(std::filesystem::exists(folder.file("new.lp")));
  expect_one_line_and_2(run_in(folder, {"compare", "a", "b", "--junit", "x", "-o", "x"}),
                        "--junit: found 'x', which --output names too");
  expect_one_line_and_2(run_in(folder, {"assess", "-o", "report.html"}),
                        "which --output names too");
}

TEST(Output, a_merge_may_be_added_to_and_stand_beside_what_it_reads) {
  const TempDir folder;
  folder.write("ranks/run.json", text_of(source_file("tests/golden/run_record.json")));
  for (int round = 0; round < 2; ++round) {
    const Outcome outcome = run_in(folder, {"merge", "ranks", "-o", "ranks/all.jsonl"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
  }
  EXPECT_EQ(run_in(folder, {"merge", "ranks/all.jsonl", "-o", "ranks/all.jsonl"}).status, 0);
}

TEST(Output, a_read_only_folder_is_one_line_and_2) {
  const TempDir folder;
  ChildOptions options;
  options.before = [&] { return mount_small(folder.path(), "1m", MS_RDONLY); };
  const Outcome outcome = measure_into(folder.file("run.json"), options);
  if (outcome.status == 99) GTEST_SKIP() << "mounting is not allowed here";
  expect_one_line_and_2(outcome, "Read-only file system");
}

}  // namespace
}  // namespace fleetmark::test
