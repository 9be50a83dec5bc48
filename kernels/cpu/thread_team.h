// SPDX-License-Identifier: Apache-2.0
// Our own pinned worker threads: one per CPU that we may use (affinity mask, cpuset and cgroup
// quota), one per physical core where hwloc can tell. Created once, parked on a futex between jobs,
// so an idle team does not disturb a library's own threads.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "kernels/api/result.h"
#include "kernels/api/units.h"

namespace fleetmark::cpu {

struct TeamDisturbance {
  int cpu_migrations = 0;  // workers found on another CPU than their own after a job
  int preemptions = 0;     // involuntary context switches of the workers since the last reading
};

class ThreadTeam {
 public:
  // `cpus`: one worker pinned to each, in this order; the calling thread is not one of them.
  static Result<std::unique_ptr<ThreadTeam>> create(const std::vector<int>& cpus);
  ~ThreadTeam();
  ThreadTeam(const ThreadTeam&) = delete;
  ThreadTeam& operator=(const ThreadTeam&) = delete;

  [[nodiscard]] int size() const;
  [[nodiscard]] const std::vector<int>& cpus() const;
  // Runs body(worker) once on every worker and waits for all; `body` must not throw.
  void run(const std::function<void(int worker)>& body);
  // Repeats body(worker, iteration) with a barrier of all workers before each iteration, and
  // returns the time from the first barrier's release to the last worker's end: thread wake-up is
  // outside.
  Seconds run_timed(int iterations, const std::function<void(int worker, int iteration)>& body);
  TeamDisturbance take_disturbance();

 private:
  struct State;
  explicit ThreadTeam(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// CPUs that this process may use: affinity and cpuset, cut down to the cgroup quota (rounded up),
// one hardware thread per core first. Never empty.
std::vector<int> usable_cpus();

// The part of [0, n) that worker `w` of `count` owns, in whole multiples of `grain` (the last may
// end early). First touch and every kernel use the same split, so pages lie on their worker's node.
struct IndexRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};
IndexRange split(std::size_t n, int worker, int count, std::size_t grain);

}  // namespace fleetmark::cpu
