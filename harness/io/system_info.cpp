// SPDX-License-Identifier: Apache-2.0
// See system_info.h.
#include "harness/io/system_info.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <ctime>
#include <fstream>
#include <functional>
#include <random>
#include <sstream>

namespace fleetmark::io {
namespace {

std::string first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

// The value of KEY=value or "key : value" in a text file; empty when absent.
std::string value_in(const std::string& path, const std::string& key, char separator) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const std::size_t at = line.find(separator);
    if (at == std::string::npos) continue;
    std::string name = line.substr(0, at);
    name.erase(name.find_last_not_of(" \t") + 1);
    if (name != key) continue;
    std::string value = line.substr(at + 1);
    value.erase(0, value.find_first_not_of(" \t\""));
    value.erase(value.find_last_not_of(" \t\"") + 1);
    return value;
  }
  return {};
}

// "always [madvise] never" -> "madvise"
std::string chosen_word(const std::string& text) {
  const std::size_t begin = text.find('[');
  const std::size_t end = text.find(']');
  return begin == std::string::npos || end == std::string::npos
             ? text
             : text.substr(begin + 1, end - begin - 1);
}

struct HostFact {
  const char* name;
  std::function<std::string(const std::string& root)> read;
};

const std::vector<HostFact>& host_facts() {
  static const std::vector<HostFact> facts{
      {"hostname",
       [](const std::string& root) { return first_line(root + "/proc/sys/kernel/hostname"); }},
      {"kernel",
       [](const std::string& root) { return first_line(root + "/proc/sys/kernel/osrelease"); }},
      {"operating_system",
       [](const std::string& root) {
         return value_in(root + "/etc/os-release", "PRETTY_NAME", '=');
       }},
      {"cpu_model",
       [](const std::string& root) { return value_in(root + "/proc/cpuinfo", "model name", ':'); }},
      {"memory_total",
       [](const std::string& root) { return value_in(root + "/proc/meminfo", "MemTotal", ':'); }},
      {"load_average_at_start",
       [](const std::string& root) { return first_line(root + "/proc/loadavg"); }},
      {"cpu_governor",
       [](const std::string& root) {
         return first_line(root + "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
       }},
      {"cpu_boost",
       [](const std::string& root) {
         return first_line(root + "/sys/devices/system/cpu/cpufreq/boost");
       }},
      {"transparent_huge_pages",
       [](const std::string& root) {
         return chosen_word(first_line(root + "/sys/kernel/mm/transparent_hugepage/enabled"));
       }},
      {"cpus_allowed",
       [](const std::string& root) {
         return value_in(root + "/proc/self/status", "Cpus_allowed_list", ':');
       }},
      {"cgroup", [](const std::string& root) { return first_line(root + "/proc/self/cgroup"); }},
      {"numa_nodes_online",
       [](const std::string& root) {
         return first_line(root + "/sys/devices/system/node/online");
       }},
      {"machine_product",
       [](const std::string& root) { return first_line(root + "/sys/class/dmi/id/product_name"); }},
  };
  return facts;
}

}  // namespace

record::Environment read_environment(const std::string& root) {
  record::Environment environment;
  for (const auto& fact : host_facts()) {
    std::string value = fact.read(root);
    if (value.empty()) {
      environment.unknown.push_back({fact.name, "not exposed by this machine"});
    } else {
      environment.facts.push_back({fact.name, std::move(value)});
    }
  }
  return environment;
}

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

std::string random_suffix() {
  std::random_device source;
  char text[16];
  std::snprintf(text, sizeof text, "%06x", source() & 0xFFFFFFU);
  return text;
}

}  // namespace fleetmark::io
