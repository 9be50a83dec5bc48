// SPDX-License-Identifier: Apache-2.0
#include "harness/io/files.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include "tests/support/temp_dir.h"

namespace fleetmark::io {
namespace {

TEST(Files, write_then_read_gives_the_same_bytes) {
  const test::TempDir dir;
  const std::string content = std::string("a\0b\n", 4) + std::string(100000, 'x');
  ASSERT_TRUE(write_file_atomically(dir.file("f"), content));
  EXPECT_EQ(*read_file(dir.file("f")), content);
  ASSERT_TRUE(write_file_atomically(dir.file("f"), "new"));
  EXPECT_EQ(*read_file(dir.file("f")), "new");
}

TEST(Files, a_full_disk_is_one_line_and_loses_nothing) {
  const auto full = write_file_atomically("/dev/full", "x");
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, ErrorCode::kIo);
  EXPECT_NE(full.error().message.find("No space left"), std::string::npos);

  const test::TempDir dir;
  ASSERT_TRUE(write_file_atomically(dir.file("f"), "old"));
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{1000, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  const auto cut = write_file_atomically(dir.file("f"), std::string(5000, 'x'));
  ::setrlimit(RLIMIT_FSIZE, &before);
  ASSERT_FALSE(cut);
  EXPECT_EQ(*read_file(dir.file("f")), "old");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir.path()), {}), 1);  // no leftovers
}

TEST(Files, unwritable_places_are_one_line) {
  const test::TempDir dir;
  dir.write("file", "x");
  for (const std::string& path :
       {dir.file("file/below"), dir.file("absent/f"), std::string("/proc/f")}) {
    const auto written = write_file_atomically(path, "x");
    ASSERT_FALSE(written) << path;
    EXPECT_EQ(written.error().code, ErrorCode::kIo);
    EXPECT_EQ(written.error().message.find('\n'), std::string::npos);
  }
}

}  // namespace
}  // namespace fleetmark::io
