// SPDX-License-Identifier: Apache-2.0
// See cpu_quota.h.
#include "kernels/cpu/cpu_quota.h"

#include <charconv>
#include <sstream>

#include "kernels/api/small_file.h"

namespace fleetmark::cpu {
namespace {

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end == text.data()) return std::nullopt;
  return value;
}

void keep_smaller(std::optional<double>& best, std::optional<double> value) {
  if (value && (!best || *value < *best)) best = value;
}

}  // namespace

std::optional<double> parse_cpu_max(std::string_view text) {
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  return parse_cfs_quota(text.substr(0, space), text.substr(space + 1));
}

std::optional<double> parse_cfs_quota(std::string_view quota_us, std::string_view period_us) {
  const auto quota = number(quota_us);
  const auto period = number(period_us);
  if (!quota || !period || *quota <= 0 || *period <= 0) return std::nullopt;
  return *quota / *period;
}

std::string cgroup_path(std::string_view text, std::string_view controller) {
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string names = "," + line.substr(first + 1, second - first - 1) + ",";
    if (names == ",," ? controller.empty()
                      : !controller.empty() &&
                            names.find("," + std::string(controller) + ",") != std::string::npos) {
      return line.substr(second + 1);
    }
  }
  return {};
}

std::vector<std::string> upward(std::string path) {
  std::vector<std::string> all;
  if (path == "/") path.clear();
  while (!path.empty()) {
    all.push_back(path);
    path.erase(path.rfind('/'));
  }
  all.emplace_back();
  return all;
}

std::optional<double> cgroup_cpu_quota(const std::string& root) {
  const std::string groups = read_small_file(root + "/proc/self/cgroup");
  std::optional<double> best;
  for (const auto& path : upward(cgroup_path(groups, ""))) {
    for (const char* mount : {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"}) {
      keep_smaller(best, parse_cpu_max(read_small_file(root + mount + path + "/cpu.max")));
    }
  }
  for (const auto& path : upward(cgroup_path(groups, "cpu"))) {
    const std::string folder = root + "/sys/fs/cgroup/cpu" + path;
    keep_smaller(best, parse_cfs_quota(read_small_file(folder + "/cpu.cfs_quota_us"),
                                       read_small_file(folder + "/cpu.cfs_period_us")));
  }
  return best;
}

}  // namespace fleetmark::cpu
