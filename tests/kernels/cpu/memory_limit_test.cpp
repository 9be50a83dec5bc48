// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/memory_limit.h"

#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"

namespace fleetmark::cpu {
namespace {

TEST(MemoryLimit, what_is_left_is_the_limit_less_what_is_held) {
  EXPECT_EQ(memory_left("1000\n", "300\n", ""), Bytes(700));
  EXPECT_EQ(memory_left("1000\n", "1200\n", ""), Bytes(0)) << "a limit that was lowered";
  EXPECT_EQ(memory_left("max\n", "300\n", ""), std::nullopt);
  EXPECT_EQ(memory_left("", "", ""), std::nullopt);
  EXPECT_EQ(memory_left("1000\n", "nonsense", ""), std::nullopt);
}

TEST(MemoryLimit, files_that_nobody_reads_are_given_up) {
  EXPECT_EQ(memory_left("1000\n", "900\n", "anon 100\ninactive_file 600\nactive_file 200\n"),
            Bytes(700));
  EXPECT_EQ(memory_left("1000\n", "900\n", "inactive_file 50\ntotal_inactive_file 600\n"),
            Bytes(700));
}

TEST(MemoryLimit, the_tightest_group_of_version_2_counts) {
  const test::TempDir dir;
  dir.write("proc/self/cgroup", "0::/outer/inner\n");
  EXPECT_EQ(cgroup_memory_left(dir.path()), std::nullopt);
  dir.write("sys/fs/cgroup/outer/memory.max", "5000\n");
  dir.write("sys/fs/cgroup/outer/memory.current", "4000\n");
  dir.write("sys/fs/cgroup/outer/inner/memory.max", "max\n");
  dir.write("sys/fs/cgroup/outer/inner/memory.current", "100\n");
  EXPECT_EQ(cgroup_memory_left(dir.path()), Bytes(1000));
  dir.write("sys/fs/cgroup/outer/inner/memory.max", "600\n");
  EXPECT_EQ(cgroup_memory_left(dir.path()), Bytes(500));
}

// A container's own mount shows its group as the root.
TEST(MemoryLimit, version_1_is_read_likewise) {
  const test::TempDir dir;
  dir.write("proc/self/cgroup", "4:memory:/docker/abc\n");
  dir.write("sys/fs/cgroup/memory/memory.limit_in_bytes", "8000\n");
  dir.write("sys/fs/cgroup/memory/memory.usage_in_bytes", "3000\n");
  dir.write("sys/fs/cgroup/memory/memory.stat", "total_inactive_file 1000\n");
  EXPECT_EQ(cgroup_memory_left(dir.path()), Bytes(6000));
}

}  // namespace
}  // namespace fleetmark::cpu
