// SPDX-License-Identifier: Apache-2.0
// How much memory the control groups of this process still allow, from the kernel's own text files:
// a container sees the memory of the whole machine in /proc/meminfo, and is killed at its limit.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kernels/api/units.h"

namespace fleetmark::cpu {

// Limit less usage, at least 0, of cgroup v2 (memory.max, memory.current, memory.stat) or v1
// (memory.limit_in_bytes, memory.usage_in_bytes, memory.stat). Cached files count as used, but the
// kernel gives up those that nobody has touched lately (inactive_file). None: no limit ("max").
std::optional<Bytes> memory_left(std::string_view limit, std::string_view usage,
                                 std::string_view stat);

// The least of this process's group and those around it; `root` is "" but in tests.
std::optional<Bytes> cgroup_memory_left(const std::string& root);

}  // namespace fleetmark::cpu
