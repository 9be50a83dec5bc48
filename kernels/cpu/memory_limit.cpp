// SPDX-License-Identifier: Apache-2.0
// See memory_limit.h.
#include "kernels/cpu/memory_limit.h"

#include <algorithm>
#include <charconv>
#include <sstream>

#include "kernels/api/small_file.h"
#include "kernels/cpu/cpu_quota.h"

namespace fleetmark::cpu {
namespace {

std::optional<double> bytes_in(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() ? std::optional(value) : std::nullopt;
}

// v1 says the same of a group and those below it as total_inactive_file: usage is of all of them.
double inactive_file_bytes(std::string_view stat) {
  std::istringstream lines{std::string(stat)};
  double own = 0, total = 0;
  for (std::string key, value; lines >> key >> value;) {
    if (key == "inactive_file") own = bytes_in(value).value_or(0);
    if (key == "total_inactive_file") total = bytes_in(value).value_or(0);
  }
  return std::max(own, total);
}

struct GroupFiles {
  const char* mount;
  const char* controller;
  const char* limit;
  const char* usage;
};
constexpr GroupFiles kGroupFiles[] = {
    {"/sys/fs/cgroup", "", "/memory.max", "/memory.current"},
    {"/sys/fs/cgroup/memory", "memory", "/memory.limit_in_bytes", "/memory.usage_in_bytes"}};

}  // namespace

std::optional<Bytes> memory_left(std::string_view limit, std::string_view usage,
                                 std::string_view stat) {
  const auto most = bytes_in(limit);
  const auto used = bytes_in(usage);
  if (!most || !used) return std::nullopt;
  const double held = std::max(0.0, *used - inactive_file_bytes(stat));
  return Bytes(std::max(0.0, *most - held));
}

std::optional<Bytes> cgroup_memory_left(const std::string& root) {
  const std::string groups = read_small_file(root + "/proc/self/cgroup");
  std::optional<Bytes> least;
  for (const auto& files : kGroupFiles) {
    for (const auto& path : upward(cgroup_path(groups, files.controller))) {
      const std::string folder = root + files.mount + path;
      const auto left =
          memory_left(read_small_file(folder + files.limit), read_small_file(folder + files.usage),
                      read_small_file(folder + "/memory.stat"));
      if (left && (!least || left->value < least->value)) least = left;
    }
  }
  return least;
}

}  // namespace fleetmark::cpu
