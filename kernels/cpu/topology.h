// SPDX-License-Identifier: Apache-2.0
// Cores, caches and NUMA nodes as hwloc sees them; empty where the machine hides them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernels/api/units.h"

namespace fleetmark::cpu {

// One cache, and the CPUs that share it.
struct CacheInstance {
  Bytes size;
  std::vector<int> cpus;
};

struct Topology {
  std::vector<int> cpus;  // one hardware thread of each core first, then the other threads
  int cores = 0;          // physical cores among `cpus`
  int numa_nodes = 0;
  std::optional<Bytes> l1d, l2, l3;  // of one instance
  int l3_instances = 0;
  std::vector<CacheInstance> last_level;  // all of the third level; where there is none, the second
  std::string hwloc_version;
};

// Of the CPUs in this process's affinity mask (a cpuset narrows that mask).
Topology read_topology();

// What the last level keeps for these CPUs together: the sum of the instances that any of them
// uses, of which a processor of several dies or a machine of several sockets has more than one.
std::optional<Bytes> last_level_of(const Topology& topology, const std::vector<int>& cpus);

}  // namespace fleetmark::cpu
