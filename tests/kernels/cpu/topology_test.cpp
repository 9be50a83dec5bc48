// SPDX-License-Identifier: Apache-2.0
// Machines that are not there, described to hwloc in its own words: which caches are the last, and
// which of them a set of CPUs uses.
#include "kernels/cpu/topology.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace fleetmark::cpu {
namespace {

Topology synthetic(const char* description) {
  ::setenv("HWLOC_SYNTHETIC", description, 1);
  Topology topology = read_topology();
  ::unsetenv("HWLOC_SYNTHETIC");
  return topology;
}

TEST(Topology, each_die_brings_a_last_level_of_its_own) {
  const Topology two = synthetic("package:1 l3:2(size=33554432) l2:4(size=1048576) core:1 pu:1");
  EXPECT_EQ(two.l3_instances, 2);
  EXPECT_EQ(two.l3, mebibytes(32)) << "of one instance";
  EXPECT_EQ(last_level_of(two, {0, 1, 2, 3}), mebibytes(32));
  EXPECT_EQ(last_level_of(two, {4, 7}), mebibytes(32));
  EXPECT_EQ(last_level_of(two, {3, 4}), mebibytes(64));
}

TEST(Topology, sockets_add_up_likewise) {
  const Topology two = synthetic("package:2 l3:1(size=16777216) core:4 pu:2");
  EXPECT_EQ(last_level_of(two, {0, 8}), mebibytes(32));
}

TEST(Topology, without_a_third_level_the_second_is_the_last) {
  const Topology four = synthetic("package:1 l2:4(size=1048576) core:1 pu:1");
  EXPECT_EQ(last_level_of(four, {0, 1, 2}), mebibytes(3));
}

TEST(Topology, a_machine_that_hides_its_caches_has_no_last_level) {
  EXPECT_EQ(last_level_of(synthetic("package:1 core:2 pu:1"), {0, 1}), std::nullopt);
}

}  // namespace
}  // namespace fleetmark::cpu
