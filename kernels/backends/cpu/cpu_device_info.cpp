// SPDX-License-Identifier: Apache-2.0
// See cpu_device_info.h.
#include "kernels/backends/cpu/cpu_device_info.h"

#include <algorithm>
#include <charconv>
#include <sstream>

#include "kernels/api/small_file.h"
#include "kernels/cpu/memory_limit.h"

namespace fleetmark::cpu {
namespace {

constexpr const char* kHidden = "not exposed by this machine";
constexpr const char* kHiddenByVm = "not exposed by this virtual machine";

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\n");
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\n") - begin + 1);
}

// The number that `text` begins with; empty for anything else, such as a clock given as
// "<unknown>".
std::optional<double> leading_number(const std::string& text) {
  const std::string begin = trimmed(text);
  double value = 0;
  const auto [end, error] = std::from_chars(begin.data(), begin.data() + begin.size(), value);
  if (error != std::errc()) return std::nullopt;
  return value;
}

std::optional<double> scaled(std::optional<double> value, double factor) {
  return value ? std::optional<double>(*value * factor) : std::nullopt;
}

std::optional<double> meminfo_bytes(const std::string& meminfo, const std::string& key) {
  std::istringstream lines(meminfo);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(key + ":"))
      return scaled(leading_number(line.substr(key.size() + 1)), 1024);
  }
  return std::nullopt;
}

DeviceFact text_fact(const std::string& key, const std::string& text, const char* hidden) {
  if (text.empty()) return DeviceFact{key, {}, {}, hidden};
  return DeviceFact{key, {}, text, {}};
}

DeviceFact number_fact(const std::string& key, std::optional<double> number, const char* hidden) {
  if (!number) return DeviceFact{key, {}, {}, hidden};
  return DeviceFact{key, number, {}, {}};
}

std::optional<double> value_of(const std::optional<Bytes>& bytes) {
  return bytes ? std::optional<double>(bytes->value) : std::nullopt;
}

std::string isa_text(const CpuFeatures& features) {
  std::string text = "baseline";
  if (features.avx2) text += " avx2";
  if (features.avx512) text += " avx512";
  if (features.avx512_vnni) text += " avx512_vnni";
  if (features.avx512_bf16) text += " avx512_bf16";
  if (features.amx_bf16) text += " amx_bf16";
  if (features.amx_int8) text += " amx_int8";
  return text;
}

std::optional<double> maximum_clock(const std::vector<int>& cpus, const std::string& root) {
  const std::string text =
      read_small_file(root + "/sys/devices/system/cpu/cpu" + std::to_string(cpus.front()) +
                      "/cpufreq/cpuinfo_max_freq");
  return scaled(leading_number(text), 1e3);
}

}  // namespace

std::string cpuinfo_value(const std::string& cpuinfo, const std::string& key) {
  std::istringstream lines(cpuinfo);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t colon = line.find(':');
    if (colon != std::string::npos && trimmed(line.substr(0, colon)) == key) {
      return trimmed(line.substr(colon + 1));
    }
  }
  return {};
}

std::optional<Hertz> current_clock(const std::vector<int>& cpus, const std::string& root) {
  double sum = 0;
  for (const int cpu : cpus) {
    const auto kilohertz = leading_number(read_small_file(
        root + "/sys/devices/system/cpu/cpu" + std::to_string(cpu) + "/cpufreq/scaling_cur_freq"));
    if (!kilohertz) return std::nullopt;
    sum += *kilohertz * 1e3;
  }
  return Hertz(sum / static_cast<double>(cpus.size()));
}

double busy_seconds(const std::string& proc_stat, const std::vector<int>& cpus,
                    double ticks_per_second) {
  double ticks = 0;
  std::istringstream lines(proc_stat);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("cpu") || line.size() < 4 || line[3] == ' ') continue;
    std::istringstream fields(line.substr(3));
    int cpu = -1;
    double user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0;
    fields >> cpu >> user >> nice >> system >> idle >> iowait >> irq >> softirq >> steal;
    if (std::ranges::find(cpus, cpu) == cpus.end()) continue;
    ticks += user + nice + system + irq + softirq + steal;
  }
  return ticks / ticks_per_second;
}

DeviceInfo read_cpu_device(const Topology& topology, const CpuFeatures& features,
                           const std::vector<int>& cpus, const std::string& root) {
  const std::string cpuinfo = read_small_file(root + "/proc/cpuinfo");
  const std::string meminfo = read_small_file(root + "/proc/meminfo");
  const bool is_virtual =
      (" " + cpuinfo_value(cpuinfo, "flags") + " ").find(" hypervisor ") != std::string::npos;
  const char* hidden = is_virtual ? kHiddenByVm : kHidden;

  DeviceInfo info;
  info.id = "cpu:0";
  info.backend = "cpu";
  const std::string model = cpuinfo_value(cpuinfo, "model name");
  info.name = model.empty() ? "CPU of unknown model" : model;
  info.vendor = cpuinfo_value(cpuinfo, "vendor_id");
  info.architecture = "x86-64 " + features.best();
  info.compute_units = static_cast<int>(cpus.size());
  if (const auto total = meminfo_bytes(meminfo, "MemTotal")) info.memory_total = Bytes(*total);
  if (const auto free = meminfo_bytes(meminfo, "MemAvailable")) {
    info.memory_available = Bytes(*free);
  }
  if (const auto left = cgroup_memory_left(root)) {
    info.memory_available =
        Bytes(std::min(left->value, info.memory_available.value_or(*left).value));
  }
  info.last_level_cache = last_level_of(topology, cpus);
  info.facts = {
      text_fact("isa", isa_text(features), hidden),
      number_fact("cores", static_cast<double>(cpus.size()), hidden),
      number_fact("hardware_threads_allowed", static_cast<double>(topology.cpus.size()), hidden),
      number_fact("l1d_bytes", value_of(topology.l1d), hidden),
      number_fact("l2_bytes", value_of(topology.l2), hidden),
      number_fact("l3_bytes", value_of(topology.l3), hidden),
      number_fact(
          "l3_instances",
          topology.l3_instances > 0 ? std::optional<double>(topology.l3_instances) : std::nullopt,
          hidden),
      number_fact(
          "numa_nodes",
          topology.numa_nodes > 0 ? std::optional<double>(topology.numa_nodes) : std::nullopt,
          hidden),
      number_fact("maximum_clock_hz", maximum_clock(cpus, root), hidden),
      text_fact(
          "virtual_machine",
          is_virtual ? "yes: sizes of caches and nodes are what the hypervisor reports" : "no",
          hidden),
  };
  return info;
}

}  // namespace fleetmark::cpu
