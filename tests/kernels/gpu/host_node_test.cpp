// SPDX-License-Identifier: Apache-2.0
// Which CPUs are near a device, from texts as the kernel writes them; and that a thread is really
// there, and back afterwards.
#include "kernels/gpu/host_node.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <algorithm>

#include "kernels/api/small_file.h"
#include "tests/support/temp_dir.h"

namespace fleetmark::gpu {
namespace {

using Cpus = std::vector<int>;

TEST(HostNode, lists_of_cpus_are_read_and_written_as_the_kernel_does) {
  EXPECT_EQ(cpus_of_list("0-3,8,10-11\n"), (Cpus{0, 1, 2, 3, 8, 10, 11}));
  EXPECT_EQ(cpus_of_list("5\n"), Cpus{5});
  EXPECT_EQ(list_of_cpus({0, 1, 2, 3, 8, 10, 11}), "0-3,8,10-11");
  EXPECT_EQ(list_of_cpus({}), "");
  for (const char* nonsense : {"", "\n", "a", "3-1", "-1", "1,,2", "0-99999999", "1-2-3"}) {
    EXPECT_TRUE(cpus_of_list(nonsense).empty()) << nonsense;
  }
}

TEST(HostNode, those_of_the_node_that_may_be_used) {
  const test::TempDir root;
  root.write("sys/bus/pci/devices/0000:9a:00.0/numa_node", "1\n");
  root.write("sys/devices/system/node/node0/cpulist", "0-3\n");
  root.write("sys/devices/system/node/node1/cpulist", "4-7,12-15\n");
  const HostNode host = host_node_of(root.path(), "0000:9A:00.0", {2, 3, 4, 5, 12});
  EXPECT_EQ(host.node, 1);
  EXPECT_EQ(host.cpus, (Cpus{4, 5, 12}));
  EXPECT_EQ(host.binding(), "CPUs 4-5,12, of the device's NUMA node 1");
  const HostNode elsewhere = host_node_of(root.path(), "0000:9A:00.0", {0, 1});
  EXPECT_TRUE(elsewhere.cpus.empty()) << "whoever chose other CPUs keeps them";
  EXPECT_NE(elsewhere.binding().find("none of the CPUs that may be used"), std::string::npos);
}

TEST(HostNode, one_that_is_not_told_is_unknown) {
  const test::TempDir root;
  EXPECT_FALSE(host_node_of(root.path(), "0000:9a:00.0", {0}).node);
  root.write("sys/bus/pci/devices/0000:9a:00.0/numa_node", "-1\n");
  const HostNode host = host_node_of(root.path(), "0000:9a:00.0", {0});
  EXPECT_FALSE(host.node);
  EXPECT_TRUE(host.cpus.empty());
  EXPECT_NE(host.binding().find("does not tell"), std::string::npos);
}

TEST(HostNode, memory_is_told_by_the_nodes_of_its_pages_and_the_device_s) {
  EXPECT_EQ(host_memory_text({0}, 0), "host memory on NUMA node 0, the device's");
  EXPECT_EQ(host_memory_text({1}, 0), "host memory on NUMA node 1, the device's is 0");
  EXPECT_EQ(host_memory_text({0, 1}, 0), "host memory on NUMA nodes 0-1, the device's is 0");
  EXPECT_EQ(host_memory_text({1}, {}), "host memory on NUMA node 1, the device's is unknown");
  EXPECT_EQ(host_memory_text({}, 0), "host memory on an unknown NUMA node");
}

TEST(HostNode, pages_that_were_written_lie_on_nodes_of_this_machine) {
  const std::vector<char> memory(1 << 20, 'x');
  const auto nodes = nodes_of_memory(memory.data(), memory.size());
  if (nodes.empty()) GTEST_SKIP() << "this kernel does not tell";
  const Cpus online = cpus_of_list(read_small_file("/sys/devices/system/node/online"));
  for (const int node : nodes) {
    EXPECT_NE(std::ranges::find(online, node), online.end()) << node;
  }
  EXPECT_TRUE(nodes_of_memory(nullptr, 1).empty()) << "no memory, no node";
}

TEST(HostNode, a_thread_is_kept_there_and_comes_back) {
  const Cpus before = cpus_of_this_thread();
  ASSERT_FALSE(before.empty());
  {
    const OnCpus there({before.back()});
    EXPECT_EQ(cpus_of_this_thread(), Cpus{before.back()});
    EXPECT_EQ(::sched_getcpu(), before.back());
  }
  EXPECT_EQ(cpus_of_this_thread(), before);
  { const OnCpus nowhere({}); }
  EXPECT_EQ(cpus_of_this_thread(), before);
}

}  // namespace
}  // namespace fleetmark::gpu
