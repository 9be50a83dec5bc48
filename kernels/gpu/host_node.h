// SPDX-License-Identifier: Apache-2.0
// The host's side of a device: the NUMA node that its bus hangs on, and keeping the host's thread
// on that node's CPUs. Copies between host and device are as fast as the way to the memory that
// they read: pages lie where the thread was that asked for them, and of pageable memory it is that
// thread that copies. Linux; plain C++.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fleetmark::gpu {

// "0-3,8" is 0, 1, 2, 3, 8; empty where the text is no such list.
std::vector<int> cpus_of_list(std::string_view text);
std::string list_of_cpus(const std::vector<int>& cpus);  // ascending

struct HostNode {
  std::optional<int> node;  // empty: the kernel does not tell, as of a machine with one
  std::vector<int> cpus;    // those of the node that this process may use
  // "CPUs 0-15, of the device's NUMA node 0", or why the thread is not bound.
  [[nodiscard]] std::string binding() const;
};
// `root`: "" or, in tests, the folder that stands for /. `allowed`: this process's CPUs.
HostNode host_node_of(const std::string& root, std::string pci_bus_id,
                      const std::vector<int>& allowed);

// The nodes that this memory lies on, ascending, by eight of its pages; empty where the kernel does
// not tell, as it may not in a container. To be asked once all of it was written to.
std::vector<int> nodes_of_memory(const void* begin, std::size_t bytes);
// "host memory on NUMA node 0, the device's", or what of it is not known.
std::string host_memory_text(const std::vector<int>& of_memory, std::optional<int> of_device);

std::vector<int> cpus_of_this_thread();

// Keeps the calling thread, and those that it starts meanwhile, on these CPUs; none: where it is.
// The end of it restores what was, and belongs to the same thread.
class OnCpus {
 public:
  explicit OnCpus(const std::vector<int>& cpus);
  ~OnCpus();
  OnCpus(const OnCpus&) = delete;
  OnCpus& operator=(const OnCpus&) = delete;

 private:
  std::vector<int> before_;  // empty: nothing was changed
};

}  // namespace fleetmark::gpu
