// SPDX-License-Identifier: Apache-2.0
// The threads of OpenMP, which libraries bring: put where the team's are while they are timed. Left
// to the scheduler, two of them may share a core for many milliseconds, each spinning for the
// other.
#pragma once

#include <sched.h>

#include <functional>
#include <vector>

namespace fleetmark::cpu {

// While it lives: the calling thread and the pool's other threads are each bound to one of `cpus`.
// Afterwards the calling thread may run where it could before, so that what it starts may, too; the
// pool stays where it is.
class PinnedPool {
 public:
  explicit PinnedPool(const std::vector<int>& cpus);
  ~PinnedPool();
  PinnedPool(const PinnedPool&) = delete;
  PinnedPool& operator=(const PinnedPool&) = delete;

 private:
  cpu_set_t before_;
};

// Runs body(worker, i) for i = 0 .. count on every worker, all of them at i before any at i + 1.
void run_on_pool(int workers, std::size_t count,
                 const std::function<void(int worker, std::size_t i)>& body);

}  // namespace fleetmark::cpu
