// SPDX-License-Identifier: Apache-2.0
// Cores, caches and NUMA nodes as hwloc sees them; empty where the machine hides them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kernels/api/units.h"

namespace fleetmark::cpu {

struct Topology {
  std::vector<int> cpus;  // one hardware thread of each core first, then the other threads
  int cores = 0;          // physical cores among `cpus`
  int numa_nodes = 0;
  std::optional<Bytes> l1d, l2, l3;  // of one instance
  int l3_instances = 0;
  std::string hwloc_version;
};

// Of the CPUs in this process's affinity mask (a cpuset narrows that mask).
Topology read_topology();

}  // namespace fleetmark::cpu
