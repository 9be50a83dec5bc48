// SPDX-License-Identifier: Apache-2.0
// A suite that asks for what there is not, given to each command that reads suites.
#include <gtest/gtest.h>

#include <fstream>

#include "tests/cli/child.h"
#include "tests/support/temp_dir.h"

namespace fleetmark::test {
namespace {

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

}  // namespace
}  // namespace fleetmark::test
