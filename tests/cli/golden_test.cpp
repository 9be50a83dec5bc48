// SPDX-License-Identifier: Apache-2.0
// What the program prints, byte for byte, over the fake backend and the fixed data of tests/data.
// FLEETMARK_UPDATE_GOLDEN=1 rewrites tests/golden/; the diff is then read by a person.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "tests/cli/child.h"
#include "tests/support/temp_dir.h"

namespace fleetmark::test {
namespace {

struct Golden {
  const char* name;
  std::vector<std::string> arguments;
  std::string produces = {};  // a file that it writes, compared instead of standard output
  int status = 0;
};
void PrintTo(const Golden& golden, std::ostream* out) { *out << golden.name; }

const std::string kMeasure = std::string(FLEETMARK_FAKE_PROGRAM) + " measure --quiet";

const std::vector<Golden>& goldens() {
  static const std::vector<Golden> all{
      {"assess.txt", {"assess", "--output", "run.json"}},
      {"assess_summary.md", {"assess", "--output", "run.json"}, "run.md"},
      {"measure.txt", {"measure", "--output", "run.json"}},
      {"measure.json", {"measure", "--output", "run.json", "--format", "json"}},
      {"measure.csv", {"measure", "--output", "run.json", "--format", "csv"}},
      {"measure.md", {"measure", "--output", "run.json", "--format", "markdown"}},
      {"measure_launches.txt", {"measure", "--launches", "3", "--quiet", "-o", "run.json"}},
      {"measure_list.txt", {"measure", "--list"}},
      {"measure_soak.txt",
       {"measure", "--soak", "20s", "--filter", "copy", "--output", "run.json"}},
      {"measure_workload.txt",
       {"measure", "--workload", "small-layers", "--quiet", "-o", "run.json"}},
      {"measure_workload_launches.txt",
       {"measure", "--workload", "small-layers", "--launches", "3", "--quiet", "-o", "run.json"}},
      {"measure_workload.md",
       {"measure", "--workload", "small-layers", "--phase", "train", "--batch", "3", "--quiet",
        "-o", "run.json", "--format", "markdown"},
       {},
       7},
      {"measure_workload_list.txt", {"measure", "--workload", "small-layers", "--list"}},
      {"run_record.json", {"measure", "--filter", "copy", "--output", "run.json"}, "run.json"},
      {"list_devices.txt", {"list", "devices"}},
      {"list_kernels.txt", {"list", "kernels"}},
      {"list_profiles.txt", {"list", "profiles"}},
      {"list_profiles.csv", {"list", "profiles", "--format", "csv"}},
      {"list_workloads.txt", {"list", "workloads"}},
      {"list_economics.txt", {"list", "economics"}},
      {"list_suites.txt", {"list", "suites"}},
      {"show_profile.txt", {"show", "h20-96"}},
      {"show_workload.txt", {"show", "micro-pb-triad"}},
      {"show_workload_model.txt", {"show", "LLAMA-3-8b"}},
      {"show_economics.txt", {"show", "us-colo-2026"}},
      {"list_policies.txt", {"list", "policies"}},
      {"list_gaps.txt", {"list", "gaps"}},
      {"show_policy.txt", {"show", "tie-1-count"}},
      {"show_profiles.txt", {"show", "h200-sxm-141", "h20-96", "ascend-910b2"}},
      {"show_file.txt", {"show", "profiles/workloads/micro-eflop-bf16.json"}},
      {"show_run.txt", {"show", "run_record.json"}},
      {"show_device.txt", {"show", "fake:0"}},
      {"cost.txt", {"cost", "--workload", "micro-pb-triad"}},
      {"cost.json", {"cost", "--workload", "micro-eflop-bf16", "--format", "json"}},
      {"cost.csv",
       {"cost", "--workload", "micro-pb-triad", "--devices", "h20-96", "--format", "csv"}},
      {"compare.txt", {"compare", "run_record.json", "run_record.json"}},
      {"compare_run.txt",
       {"compare", "--run", "--quiet", kMeasure, "FLEETMARK_FAKE=bytes_per_s=9.4e10 " + kMeasure}},
      {"compare.md",
       {"compare", "--run", "--quiet", "--format", "markdown", kMeasure,
        "FLEETMARK_FAKE=bytes_per_s=9.4e10 " + kMeasure}},
      {"compare.json",
       {"compare", "run_record.json", "run_record.json", "--format", "json", "--gate"}},
      {"compare_junit.xml",
       {"compare", "run_record.json", "run_record.json", "--junit", "gate.xml"},
       "gate.xml"},
      {"selftest.txt", {"selftest", "--stats", "--pairs", "20", "--suites", "2", "--series", "20"}},
      {"validate.txt",
       {"validate", "profiles/devices/h20-96.json", "profiles/workloads/micro-pb-triad.json",
        "profiles/economics/us-colo-2026.json", "profiles/suites/quick.json"}},
      {"version.txt", {"--version"}},
      {"help.txt", {"--help"}},
      {"help_assess.txt", {"assess", "--help"}},
      {"help_measure.txt", {"measure", "--help"}},
      {"help_list.txt", {"list", "--help"}},
      {"help_show.txt", {"show", "--help"}},
      {"help_validate.txt", {"validate", "--help"}},
      {"help_cost.txt", {"cost", "--help"}},
      {"help_compare.txt", {"compare", "--help"}},
      {"help_selftest.txt", {"selftest", "--help"}},
      {"help_history.txt", {"history", "--help"}},
      {"help_accept.txt", {"accept", "--help"}},
      {"help_import.txt", {"import", "--help"}},
      {"help_merge.txt", {"merge", "--help"}},
      {"help_report.txt", {"report", "--help"}},
  };
  return all;
}

bool is_updating() { return std::getenv("FLEETMARK_UPDATE_GOLDEN") != nullptr; }

class GoldenTest : public testing::TestWithParam<Golden> {};

TEST_P(GoldenTest, is_printed_byte_for_byte) {
  const Golden& golden = GetParam();
  const TempDir folder;
  std::filesystem::create_directory_symlink(source_file("tests/data/profiles"),
                                            folder.file("profiles"));
  std::filesystem::copy_file(source_file("tests/golden/run_record.json"),
                             folder.file("run_record.json"));
  ChildOptions options;
  options.folder = folder.path();
  const Outcome outcome = run_fake(golden.arguments, options);
  EXPECT_EQ(outcome.status, golden.status);
  EXPECT_EQ(outcome.err, "");
  const std::string found =
      golden.produces.empty() ? outcome.out : text_of(folder.file(golden.produces));
  const std::string path = source_file(std::string("tests/golden/") + golden.name);
  if (is_updating()) std::ofstream(path, std::ios::binary) << found;
  EXPECT_EQ(found, text_of(path)) << "FLEETMARK_UPDATE_GOLDEN=1 rewrites " << path;
}

std::string name_of_golden(const testing::TestParamInfo<Golden>& info) {
  std::string name = info.param.name;
  for (char& c : name) {
    if (c == '.') c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Cli, GoldenTest, testing::ValuesIn(goldens()), name_of_golden);

// A golden file that no entry writes is a leftover.
TEST(GoldenFiles, all_are_in_the_table) {
  for (const auto& entry : std::filesystem::directory_iterator(source_file("tests/golden"))) {
    const std::string file = entry.path().filename().string();
    const bool is_known =
        std::ranges::any_of(goldens(), [&](const Golden& golden) { return file == golden.name; });
    EXPECT_TRUE(is_known) << file;
  }
}

}  // namespace
}  // namespace fleetmark::test
