// SPDX-License-Identifier: Apache-2.0
// A child that is told to stop, once, when its parent is.
#include "harness/io/process.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>

#include "tests/support/temp_dir.h"

namespace fleetmark::io {
namespace {

TEST(Process, its_status_is_that_of_the_child) {
  const auto status = run_process({"/bin/sh", "-c", "exit 7"});
  ASSERT_TRUE(status);
  EXPECT_EQ(*status, 7);
}

TEST(Process, a_child_that_listens_is_told_once_and_ends_as_it_wants) {
  const test::TempDir dir;
  const std::string script = "trap 'echo told >> " + dir.file("told") + "' USR1; touch " +
                             dir.file("ready") + "; while [ ! -s " + dir.file("told") +
                             " ]; do sleep 0.01; done; sleep 0.3; exit 5";
  const auto status =
      run_process({"/bin/sh", "-c", script},
                  {[&] { return std::filesystem::exists(dir.file("ready")); }, SIGUSR1});
  ASSERT_TRUE(status) << status.error().message;
  EXPECT_EQ(*status, 5);
  EXPECT_EQ(std::filesystem::file_size(dir.file("told")), std::string("told\n").size());
}

TEST(Process, a_child_that_does_not_listen_yet_was_interrupted) {
  const auto status = run_process({"/bin/sleep", "60"}, {[] { return true; }, SIGUSR1});
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kInterrupted);
}

}  // namespace
}  // namespace fleetmark::io
