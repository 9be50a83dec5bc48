// SPDX-License-Identifier: Apache-2.0
// A suite that asks for what there is not, given to each command that reads suites.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/cli/child.h"
#include "tests/support/temp_dir.h"

namespace fleetmark::test {
namespace {

using nlohmann::json;

TEST(SuiteFile, is_held_to_the_sizes_of_its_kernels_by_every_command) {
  const TempDir folder;
  const std::string file = folder.file("mine.json");
  std::ofstream(file) << R"({"schema": "fleetmark.suite/1", "id": "mine", "title": "t",
    "cases": [{"kernel": "memory.triad", "dtypes": ["f64"], "sizes": {"N": 1000},
    "target_half_width_ratio": 0.0025, "time_limit_s": 1}]})";
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"measure", "--suite", file}, {"show", file}, {"validate", file}}) {
    const Outcome outcome = run_fake(command);
    EXPECT_EQ(outcome.status, 2) << command.front();
    EXPECT_NE((outcome.err + outcome.out).find("cases.0.sizes.N: memory.triad has no such size"),
              std::string::npos)
        << command.front() << outcome.err;
  }
}

// A suite of two cases of one family, of which the filter leaves the second.
TEST(SuiteFile, the_first_case_that_a_filter_leaves_settles_as_the_first_of_its_family) {
  const TempDir folder;
  const std::string file = folder.file("mine.json"), record = folder.file("record.json");
  std::ofstream(file) << R"({"schema": "fleetmark.suite/1", "id": "mine", "title": "t",
    "settle": "family", "cases": [{"kernel": "memory.triad", "dtypes": ["f64", "f32"],
    "sizes": {"n": 1000}, "target_half_width_ratio": 0.0025, "time_limit_s": 1}]})";
  ASSERT_EQ(run_fake({"measure", "--suite", file, "--filter", "f32", "--output", record}).status,
            0);
  const auto measured = json::parse(text_of(record))["measurements"];
  ASSERT_EQ(measured.size(), 1U);
  EXPECT_EQ(measured[0]["warmup"]["rule"].get<std::string>().find("two windows of 500 ms"), 0U)
      << measured[0]["warmup"]["rule"];
}

TEST(SuiteFile, a_case_that_must_last_has_energy_unless_it_is_given_less_time) {
  const TempDir folder;
  const std::string file = folder.file("mine.json"), record = folder.file("record.json");
  std::ofstream(file) << R"({"schema": "fleetmark.suite/1", "id": "mine", "title": "t",
    "cases": [{"kernel": "memory.triad", "dtypes": ["f64"], "sizes": {"n": 1000},
    "target_half_width_ratio": 0.0025, "min_duration_s": 6, "time_limit_s": 8}]})";
  const auto measured = [&](const std::vector<std::string>& more) {
    std::vector<std::string> command{"measure", "--suite", file, "--output", record};
    command.insert(command.end(), more.begin(), more.end());
    EXPECT_EQ(run_fake(command, {.fake = "power_w=200"}).status, 0);
    return json::parse(text_of(record))["measurements"][0];
  };
  const auto whole = measured({});
  EXPECT_TRUE(whole["energy_j_per_launch"].is_number()) << whole["energy_unknown_reason"];
  EXPECT_TRUE(whole["watch"]["energy_over_power"].is_number());
  const auto brief = measured({"--time-limit", "1"});
  EXPECT_TRUE(brief["energy_j_per_launch"].is_null());
  EXPECT_EQ(brief["stop"], "converged");
}

}  // namespace
}  // namespace fleetmark::test
