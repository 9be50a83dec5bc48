// SPDX-License-Identifier: Apache-2.0
// What the CPU tells of itself, read from a /proc and a /sys that the test writes: a plain machine,
// a virtual one that hides its clock, and files with nonsense in them.
#include "kernels/backends/cpu/cpu_device_info.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "kernels/api/result.h"
#include "tests/support/temp_dir.h"

namespace fleetmark::cpu {
namespace {

constexpr const char* kCpuInfo =
    "processor\t: 0\n"
    "vendor_id\t: GenuineIntel\n"
    "model name\t: Some CPU: 8 cores @ 2.0GHz\n"
    "flags\t\t: fpu sse2 avx2 fma\n"
    "\n"
    "processor\t: 1\n"
    "model name\t: Another CPU\n";

constexpr const char* kMemInfo =
    "MemTotal:       16000 kB\n"
    "MemFree:         1000 kB\n"
    "MemAvailable:    9000 kB\n";

Topology four_threads_two_cores() {
  Topology topology;
  topology.cpus = {0, 1, 2, 3};
  topology.cores = 2;
  topology.numa_nodes = 1;
  topology.l1d = kibibytes(32);
  topology.l2 = mebibytes(1);
  topology.l3 = mebibytes(24);
  topology.l3_instances = 1;
  topology.last_level = {{mebibytes(24), {0, 1, 2, 3}}};
  return topology;
}

const DeviceFact& fact(const DeviceInfo& info, const std::string& key) {
  const auto found = std::ranges::find(info.facts, key, &DeviceFact::key);
  if (found == info.facts.end()) assert_failed(key.c_str(), __FILE__, __LINE__);
  return *found;
}

std::string clock_file(int cpu, const std::string& name) {
  return "sys/devices/system/cpu/cpu" + std::to_string(cpu) + "/cpufreq/" + name;
}

TEST(CpuDeviceInfo, a_plain_machine_tells_all) {
  const test::TempDir root;
  root.write("proc/cpuinfo", kCpuInfo);
  root.write("proc/meminfo", kMemInfo);
  root.write(clock_file(0, "cpuinfo_max_freq"), "3500000\n");
  CpuFeatures features;
  features.avx2 = true;
  const auto info = read_cpu_device(four_threads_two_cores(), features, {0, 1}, root.path());

  EXPECT_EQ(info.id, "cpu:0");
  EXPECT_EQ(info.backend, "cpu");
  EXPECT_EQ(info.name, "Some CPU: 8 cores @ 2.0GHz");
  EXPECT_EQ(info.vendor, "GenuineIntel");
  EXPECT_EQ(info.architecture, "x86-64 avx2");
  EXPECT_EQ(info.compute_units, 2);
  EXPECT_EQ(info.memory_total, Bytes(16000.0 * 1024));
  EXPECT_EQ(info.memory_available, Bytes(9000.0 * 1024));
  EXPECT_EQ(info.last_level_cache, mebibytes(24));
  EXPECT_EQ(fact(info, "isa").text, "baseline avx2");
  EXPECT_EQ(fact(info, "cores").number, 2);
  EXPECT_EQ(fact(info, "hardware_threads_allowed").number, 4);
  EXPECT_EQ(fact(info, "l1d_bytes").number, 32 * 1024);
  EXPECT_EQ(fact(info, "l2_bytes").number, 1024 * 1024);
  EXPECT_EQ(fact(info, "maximum_clock_hz").number, 3.5e9);
  EXPECT_EQ(fact(info, "virtual_machine").text, "no");
}

TEST(CpuDeviceInfo, every_fact_is_known_or_says_why_not) {
  const test::TempDir root;  // neither /proc nor /sys
  const auto info = read_cpu_device(Topology{}, CpuFeatures{}, {0}, root.path());
  for (const auto& each : info.facts) {
    const bool is_known = each.number.has_value() || each.text.has_value();
    EXPECT_NE(is_known, !each.unknown_reason.empty()) << each.key;
  }
  EXPECT_EQ(info.name, "CPU of unknown model");
  EXPECT_FALSE(info.memory_total);
  EXPECT_FALSE(info.memory_available);
  EXPECT_FALSE(info.last_level_cache);
  for (const char* key :
       {"l1d_bytes", "l2_bytes", "l3_bytes", "l3_instances", "numa_nodes", "maximum_clock_hz"}) {
    EXPECT_FALSE(fact(info, key).number) << key << " must not be a silent 0";
    EXPECT_EQ(fact(info, key).unknown_reason, "not exposed by this machine") << key;
  }
}

TEST(CpuDeviceInfo, a_virtual_machine_is_named_as_the_reason) {
  const test::TempDir root;
  root.write("proc/cpuinfo", "flags\t: fpu hypervisor avx2\n");
  const auto info = read_cpu_device(four_threads_two_cores(), CpuFeatures{}, {0}, root.path());
  EXPECT_EQ(fact(info, "maximum_clock_hz").unknown_reason, "not exposed by this virtual machine");
  EXPECT_TRUE(fact(info, "virtual_machine").text->starts_with("yes"));

  // A flag that only contains the word is not the flag.
  root.write("proc/cpuinfo", "flags\t: fpu nohypervisor hypervisor2\n");
  const auto plain = read_cpu_device(four_threads_two_cores(), CpuFeatures{}, {0}, root.path());
  EXPECT_EQ(fact(plain, "virtual_machine").text, "no");
}

// A container sees the machine's memory, of which its group gets a part.
TEST(CpuDeviceInfo, a_limit_of_the_group_bounds_what_is_available) {
  const test::TempDir root;
  root.write("proc/meminfo", kMemInfo);
  root.write("proc/self/cgroup", "0::/\n");
  root.write("sys/fs/cgroup/memory.max", "4096000\n");
  root.write("sys/fs/cgroup/memory.current", "1024000\n");
  const auto available = [&] {
    return read_cpu_device(Topology{}, CpuFeatures{}, {0}, root.path()).memory_available;
  };
  EXPECT_EQ(available(), Bytes(3000.0 * 1024));
  root.write("sys/fs/cgroup/memory.max", "99999999999\n");
  EXPECT_EQ(available(), Bytes(9000.0 * 1024)) << "a limit beyond what the machine has free";
}

// What must be evicted is all that our CPUs can fill, not what one die holds.
TEST(CpuDeviceInfo, the_last_level_is_that_of_all_dies_that_we_run_on) {
  const test::TempDir root;
  Topology topology = four_threads_two_cores();
  topology.last_level = {{mebibytes(32), {0, 1}}, {mebibytes(32), {2, 3}}};
  const auto last_level = [&](const std::vector<int>& cpus) {
    return read_cpu_device(topology, CpuFeatures{}, cpus, root.path()).last_level_cache;
  };
  EXPECT_EQ(last_level({0, 1}), mebibytes(32));
  EXPECT_EQ(last_level({1, 2}), mebibytes(64));
}

TEST(CpuDeviceInfo, the_clock_is_the_mean_over_our_cpus_and_only_ours) {
  const test::TempDir root;
  root.write(clock_file(0, "scaling_cur_freq"), "2000000\n");
  root.write(clock_file(1, "scaling_cur_freq"), "3000000\n");
  root.write(clock_file(2, "scaling_cur_freq"), "9000000\n");
  EXPECT_EQ(current_clock({0, 1}, root.path()), Hertz(2.5e9));
  EXPECT_EQ(current_clock({1}, root.path()), Hertz(3e9));
  EXPECT_FALSE(current_clock({0, 7}, root.path())) << "a mean over half the CPUs is no answer";
}

TEST(CpuDeviceInfo, nonsense_in_a_file_is_unknown) {
  const test::TempDir root;
  root.write(clock_file(0, "scaling_cur_freq"), "<unknown>\n");
  root.write(clock_file(0, "cpuinfo_max_freq"), "<unknown>\n");
  root.write("proc/meminfo", "MemTotal: many kB\nMemAvailable:\n");
  EXPECT_FALSE(current_clock({0}, root.path()));
  const auto info = read_cpu_device(Topology{}, CpuFeatures{}, {0}, root.path());
  EXPECT_FALSE(info.memory_total);
  EXPECT_FALSE(info.memory_available);
  EXPECT_FALSE(fact(info, "maximum_clock_hz").number);
}

TEST(CpuDeviceInfo, cpuinfo_value_takes_the_first_whole_key) {
  EXPECT_EQ(cpuinfo_value(kCpuInfo, "model name"), "Some CPU: 8 cores @ 2.0GHz");
  EXPECT_EQ(cpuinfo_value(kCpuInfo, "model"), "");
  EXPECT_EQ(cpuinfo_value("", "flags"), "");
  EXPECT_EQ(cpuinfo_value("flags :\n", "flags"), "");
}

TEST(CpuDeviceInfo, busy_seconds_counts_all_but_idle_and_guests_on_the_cpus_named) {
  //                 user nice system idle iowait irq softirq steal guest guest_nice
  const char* stat =
      "cpu  9999 9999 9999 9999 9999 9999 9999 9999 9999 9999\n"
      "cpu0 100 20 30 4000 500 6 7 8 50 10\n"
      "cpu1 200 0 0 1000 0 0 0 0 0 0\n"
      "cpu10 5000 0 0 0 0 0 0 0 0 0\n"
      "intr 123 cpu0 7\n";
  // 100 + 20 + 30 + 6 + 7 + 8; guest time is already part of user and nice.
  EXPECT_DOUBLE_EQ(busy_seconds(stat, {0}, 100), 1.71);
  EXPECT_DOUBLE_EQ(busy_seconds(stat, {0, 1}, 100), 3.71);
  EXPECT_DOUBLE_EQ(busy_seconds(stat, {1}, 1000), 0.2);
  EXPECT_DOUBLE_EQ(busy_seconds(stat, {5}, 100), 0);
  EXPECT_DOUBLE_EQ(busy_seconds("cpu0 1 2\n", {0}, 1), 3) << "old kernels have fewer columns";
}

}  // namespace
}  // namespace fleetmark::cpu
