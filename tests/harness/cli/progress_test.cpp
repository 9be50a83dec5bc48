// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/progress.h"

#include <gtest/gtest.h>

#include <sstream>

namespace fleetmark::cli {
namespace {

TEST(Progress, time_left_is_that_of_the_rest_at_the_pace_so_far) {
  std::ostringstream err;
  Progress progress(err, true, 5);
  progress.begin("copy", 0);
  EXPECT_EQ(err.str().find("left"), std::string::npos) << "nothing is known before one is done";
  progress.end("1 TB/s");
  progress.begin("triad", 7);
  EXPECT_NE(err.str().find("[2/5] 7 s, about 28 s left  triad  (last: 1 TB/s)"), std::string::npos)
      << err.str();
}

TEST(Progress, the_least_certain_so_far_stays_in_the_line) {
  std::ostringstream err;
  Progress progress(err, true, 4);
  progress.begin("copy", 0);
  progress.end("1 TB/s", 0.021);
  progress.begin("triad", 1);
  progress.end("2 TB/s", 0.004);
  progress.begin("gemm", 2);
  progress.end("skipped");
  progress.begin("dot", 3);
  EXPECT_NE(err.str().rfind("dot  (last: skipped; least certain: +-2.1 % of copy)"),
            std::string::npos)
      << err.str();
}

TEST(Progress, a_name_cannot_drive_the_terminal_and_a_file_sees_nothing) {
  std::ostringstream err;
  {
    Progress progress(err, true, 1);
    progress.begin("\x1b]52;c;eA==\x07", 0);
  }
  EXPECT_NE(err.str().find("\\x1b]52;c;eA==\\x07"), std::string::npos);
  std::ostringstream file;
  {
    Progress progress(file, false, 1);
    progress.begin("copy", 0);
  }
  EXPECT_EQ(file.str(), "");
}

}  // namespace
}  // namespace fleetmark::cli
