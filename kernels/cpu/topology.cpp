// SPDX-License-Identifier: Apache-2.0
// See topology.h; also usable_cpus(), which adds the cgroup quota.
#include "kernels/cpu/topology.h"

#include <hwloc.h>
#include <sched.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "kernels/cpu/cpu_quota.h"
#include "kernels/cpu/thread_team.h"

namespace fleetmark::cpu {
namespace {

std::vector<int> affinity_cpus() {
  std::vector<int> cpus;
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) == 0) {
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
      if (CPU_ISSET(static_cast<std::size_t>(cpu), &set)) cpus.push_back(cpu);
    }
  }
  if (cpus.empty()) cpus.push_back(0);
  return cpus;
}

struct TopologyHandle {
  hwloc_topology_t handle = nullptr;
  bool is_loaded = false;
  TopologyHandle() {
    is_loaded = hwloc_topology_init(&handle) == 0 && hwloc_topology_load(handle) == 0;
  }
  ~TopologyHandle() {
    if (handle != nullptr) hwloc_topology_destroy(handle);
  }
  TopologyHandle(const TopologyHandle&) = delete;
  TopologyHandle& operator=(const TopologyHandle&) = delete;
};

std::optional<Bytes> cache_size(hwloc_topology_t topology, hwloc_obj_type_t type) {
  hwloc_obj_t cache = hwloc_get_obj_by_type(topology, type, 0);
  if (cache == nullptr || cache->attr == nullptr || cache->attr->cache.size == 0) return {};
  return Bytes(static_cast<double>(cache->attr->cache.size));
}

std::vector<CacheInstance> cache_instances(hwloc_topology_t topology, hwloc_obj_type_t type) {
  std::vector<CacheInstance> instances;
  for (hwloc_obj_t cache = hwloc_get_next_obj_by_type(topology, type, nullptr); cache != nullptr;
       cache = hwloc_get_next_obj_by_type(topology, type, cache)) {
    if (cache->attr == nullptr || cache->attr->cache.size == 0) continue;
    CacheInstance one{Bytes(static_cast<double>(cache->attr->cache.size)), {}};
    for (int cpu = hwloc_bitmap_first(cache->cpuset); cpu >= 0;
         cpu = hwloc_bitmap_next(cache->cpuset, cpu)) {
      one.cpus.push_back(cpu);
    }
    instances.push_back(std::move(one));
  }
  return instances;
}

// Allowed CPUs, the first hardware thread of each core before the second of any.
std::vector<int> one_thread_per_core_first(hwloc_topology_t topology,
                                           const std::vector<int>& allowed, int& cores) {
  std::vector<std::pair<unsigned, int>> ranked;  // (index within its core, cpu)
  for (const int cpu : allowed) {
    hwloc_obj_t pu = hwloc_get_pu_obj_by_os_index(topology, static_cast<unsigned>(cpu));
    unsigned rank = 0;
    hwloc_obj_t core =
        pu == nullptr ? nullptr : hwloc_get_ancestor_obj_by_type(topology, HWLOC_OBJ_CORE, pu);
    if (core != nullptr) {
      for (const int other : allowed) {
        const bool shares_core =
            hwloc_bitmap_isset(core->cpuset, static_cast<unsigned>(other)) != 0;
        if (other < cpu && shares_core) ++rank;
      }
    }
    ranked.emplace_back(rank, cpu);
  }
  std::ranges::stable_sort(ranked, {}, [](const auto& entry) { return entry.first; });
  cores = static_cast<int>(
      std::ranges::count_if(ranked, [](const auto& entry) { return entry.first == 0; }));
  std::vector<int> cpus;
  for (const auto& [rank, cpu] : ranked) cpus.push_back(cpu);
  return cpus;
}

}  // namespace

Topology read_topology() {
  Topology found;
  found.cpus = affinity_cpus();
  found.cores = static_cast<int>(found.cpus.size());
  const unsigned version = hwloc_get_api_version();
  found.hwloc_version = std::to_string(version >> 16) + "." + std::to_string((version >> 8) & 255);
  const TopologyHandle topology;
  if (!topology.is_loaded) return found;
  found.cpus = one_thread_per_core_first(topology.handle, found.cpus, found.cores);
  found.numa_nodes = std::max(0, hwloc_get_nbobjs_by_type(topology.handle, HWLOC_OBJ_NUMANODE));
  found.l1d = cache_size(topology.handle, HWLOC_OBJ_L1CACHE);
  found.l2 = cache_size(topology.handle, HWLOC_OBJ_L2CACHE);
  found.l3 = cache_size(topology.handle, HWLOC_OBJ_L3CACHE);
  found.l3_instances = std::max(0, hwloc_get_nbobjs_by_type(topology.handle, HWLOC_OBJ_L3CACHE));
  found.last_level = cache_instances(topology.handle, HWLOC_OBJ_L3CACHE);
  if (found.last_level.empty()) {
    found.last_level = cache_instances(topology.handle, HWLOC_OBJ_L2CACHE);
  }
  return found;
}

std::optional<Bytes> last_level_of(const Topology& topology, const std::vector<int>& cpus) {
  double sum = 0;
  for (const auto& cache : topology.last_level) {
    if (std::ranges::find_first_of(cache.cpus, cpus) != cache.cpus.end()) sum += cache.size.value;
  }
  return sum > 0 ? std::optional(Bytes(sum)) : std::nullopt;
}

std::vector<int> usable_cpus() {
  const Topology topology = read_topology();
  std::vector<int> cpus(topology.cpus.begin(), topology.cpus.begin() + topology.cores);
  if (const auto quota = cgroup_cpu_quota("")) {
    const auto most = static_cast<std::size_t>(std::max(1.0, std::ceil(*quota)));
    if (cpus.size() > most) cpus.resize(most);
  }
  return cpus;
}

}  // namespace fleetmark::cpu
