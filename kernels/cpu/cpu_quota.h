// SPDX-License-Identifier: Apache-2.0
// How many CPUs the control groups of this process allow, from the kernel's own text files.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fleetmark::cpu {

// cgroup v2 cpu.max, "150000 100000" -> 1.5; "max 100000" and anything unreadable -> none.
std::optional<double> parse_cpu_max(std::string_view text);

// cgroup v1 cpu.cfs_quota_us and cpu.cfs_period_us; a quota of -1 means none.
std::optional<double> parse_cfs_quota(std::string_view quota_us, std::string_view period_us);

// The path of this process's group in a hierarchy, from /proc/self/cgroup: controller "cpu" (v1) or
// "" (v2). Empty when absent.
std::string cgroup_path(std::string_view proc_self_cgroup, std::string_view controller);

// A group and those around it, "/a/b" -> "/a/b", "/a", "": a limit of any of them holds.
std::vector<std::string> upward(std::string path);

// The tightest quota from this process's group up to the root; `root` is "/" but in tests.
std::optional<double> cgroup_cpu_quota(const std::string& root);

}  // namespace fleetmark::cpu
