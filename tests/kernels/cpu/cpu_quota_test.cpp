// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu/cpu_quota.h"

#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"

namespace fleetmark::cpu {
namespace {

TEST(CpuQuota, version_2_text) {
  EXPECT_EQ(parse_cpu_max("150000 100000\n"), 1.5);
  EXPECT_EQ(parse_cpu_max("max 100000\n"), std::nullopt);
  EXPECT_EQ(parse_cpu_max(""), std::nullopt);
  EXPECT_EQ(parse_cpu_max("nonsense"), std::nullopt);
}

TEST(CpuQuota, version_1_text) {
  EXPECT_EQ(parse_cfs_quota("50000\n", "100000\n"), 0.5);
  EXPECT_EQ(parse_cfs_quota("-1\n", "100000\n"), std::nullopt);
  EXPECT_EQ(parse_cfs_quota("50000", "0"), std::nullopt);
}

TEST(CpuQuota, group_of_this_process) {
  const char* text = "12:cpu,cpuacct:/a/b\n0::/unified/path\n";
  EXPECT_EQ(cgroup_path(text, ""), "/unified/path");
  EXPECT_EQ(cgroup_path(text, "cpu"), "/a/b");
  EXPECT_EQ(cgroup_path(text, "memory"), "");
}

TEST(CpuQuota, the_tightest_group_upward_counts) {
  const test::TempDir dir;
  dir.write("proc/self/cgroup", "0::/outer/inner\n");
  dir.write("sys/fs/cgroup/outer/cpu.max", "200000 100000\n");
  dir.write("sys/fs/cgroup/outer/inner/cpu.max", "max 100000\n");
  EXPECT_EQ(cgroup_cpu_quota(dir.path()), 2.0);
  dir.write("sys/fs/cgroup/outer/inner/cpu.max", "120000 100000\n");
  EXPECT_EQ(cgroup_cpu_quota(dir.path()), 1.2);
}

TEST(CpuQuota, no_groups_no_limit) {
  const test::TempDir dir;
  EXPECT_EQ(cgroup_cpu_quota(dir.path()), std::nullopt);
}

}  // namespace
}  // namespace fleetmark::cpu
