// SPDX-License-Identifier: Apache-2.0
// See host_node.h.
#include "kernels/gpu/host_node.h"

#include <linux/mempolicy.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "kernels/api/small_file.h"

namespace fleetmark::gpu {
namespace {

bool set_affinity(const std::vector<int>& cpus) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (const int cpu : cpus) CPU_SET(static_cast<std::size_t>(cpu), &set);
  return ::sched_setaffinity(0, sizeof set, &set) == 0;
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && rest == text.data() + text.size() ? std::optional(value)
                                                                   : std::nullopt;
}

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

// False: `part` is neither "3" nor "0-3".
bool add_range(std::string_view part, std::vector<int>& cpus) {
  const auto dash = part.find('-');
  const auto first = number(part.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : number(part.substr(dash + 1));
  if (!first || !last || *first > *last || *first < 0 || *last >= CPU_SETSIZE) return false;
  for (int cpu = *first; cpu <= *last; ++cpu) cpus.push_back(cpu);
  return true;
}

}  // namespace

std::vector<int> cpus_of_list(std::string_view text) {
  std::vector<int> cpus;
  std::string_view left = first_line(text);
  while (!left.empty()) {
    const auto comma = left.find(',');
    if (!add_range(left.substr(0, comma), cpus)) return {};
    left = comma == std::string_view::npos ? std::string_view() : left.substr(comma + 1);
  }
  return cpus;
}

std::string list_of_cpus(const std::vector<int>& cpus) {
  std::string text;
  for (std::size_t i = 0; i < cpus.size();) {
    std::size_t end = i + 1;
    while (end < cpus.size() && cpus[end] == cpus[end - 1] + 1) ++end;
    text += (text.empty() ? "" : ",") + std::to_string(cpus[i]);
    if (end - i > 1) text += "-" + std::to_string(cpus[end - 1]);
    i = end;
  }
  return text;
}

std::string HostNode::binding() const {
  if (!node) return "not bound: the kernel does not tell the device's NUMA node";
  const std::string name = "the device's NUMA node " + std::to_string(*node);
  if (cpus.empty()) return "not bound: none of the CPUs that may be used is of " + name;
  return "CPUs " + list_of_cpus(cpus) + ", of " + name;
}

HostNode host_node_of(const std::string& root, std::string pci_bus_id,
                      const std::vector<int>& allowed) {
  for (char& c : pci_bus_id) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  HostNode host;
  const std::string told =
      read_small_file(root + "/sys/bus/pci/devices/" + pci_bus_id + "/numa_node");
  const auto node = number(first_line(told));
  if (!node || *node < 0) return host;  // -1: the firmware does not say
  host.node = node;
  const auto of_node = cpus_of_list(
      read_small_file(root + "/sys/devices/system/node/node" + std::to_string(*node) + "/cpulist"));
  std::ranges::copy_if(allowed, std::back_inserter(host.cpus),
                       [&](int cpu) { return std::ranges::find(of_node, cpu) != of_node.end(); });
  return host;
}

std::vector<int> nodes_of_memory(const void* begin, std::size_t bytes) {
  constexpr std::size_t kLooks = 8;
  std::vector<int> nodes;
  for (std::size_t look = 0; look < kLooks && bytes > 0; ++look) {
    const auto* at = static_cast<const char*>(begin) + (bytes - 1) / (kLooks - 1) * look;
    int node = -1;
    // The C library has no function for it; libnuma is not asked for.
    if (::syscall(SYS_get_mempolicy, &node, nullptr, 0UL, at, MPOL_F_NODE | MPOL_F_ADDR) != 0) {
      return {};
    }
    if (std::ranges::find(nodes, node) == nodes.end()) nodes.push_back(node);
  }
  std::ranges::sort(nodes);
  return nodes;
}

std::string host_memory_text(const std::vector<int>& of_memory, std::optional<int> of_device) {
  if (of_memory.empty()) return "host memory on an unknown NUMA node";
  const std::string where = std::string("host memory on NUMA node") +
                            (of_memory.size() > 1 ? "s " : " ") + list_of_cpus(of_memory);
  if (!of_device) return where + ", the device's is unknown";
  if (of_memory == std::vector<int>{*of_device}) return where + ", the device's";
  return where + ", the device's is " + std::to_string(*of_device);
}

std::vector<int> cpus_of_this_thread() {
  std::vector<int> cpus;
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return cpus;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(static_cast<std::size_t>(cpu), &set)) cpus.push_back(cpu);
  }
  return cpus;
}

OnCpus::OnCpus(const std::vector<int>& cpus) {
  if (cpus.empty()) return;
  before_ = cpus_of_this_thread();
  if (!set_affinity(cpus)) before_.clear();
}

OnCpus::~OnCpus() {
  if (!before_.empty()) static_cast<void>(set_affinity(before_));
}

}  // namespace fleetmark::gpu
