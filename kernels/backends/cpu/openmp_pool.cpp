// SPDX-License-Identifier: Apache-2.0
// See openmp_pool.h.
#include "kernels/backends/cpu/openmp_pool.h"

#include <omp.h>

namespace fleetmark::cpu {
namespace {

// Where it cannot be done, the scheduler goes on choosing.
void bind_this_thread(int cpu) {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(static_cast<std::size_t>(cpu), &one);
  static_cast<void>(::sched_setaffinity(0, sizeof one, &one));
}

}  // namespace

PinnedPool::PinnedPool(const std::vector<int>& cpus) {
  CPU_ZERO(&before_);
  static_cast<void>(::sched_getaffinity(0, sizeof before_, &before_));
#pragma omp parallel num_threads(static_cast <int>(cpus.size()))
  bind_this_thread(cpus[static_cast<std::size_t>(omp_get_thread_num())]);
}

PinnedPool::~PinnedPool() {
  if (CPU_COUNT(&before_) > 0) {
    static_cast<void>(::sched_setaffinity(0, sizeof before_, &before_));
  }
}

void run_on_pool(int workers, std::size_t count,
                 const std::function<void(int worker, std::size_t i)>& body) {
#pragma omp parallel num_threads(workers)
  for (std::size_t i = 0; i < count; ++i) {
    // A runtime that grants fewer threads than asked for leaves shares to those that there are.
    for (int worker = omp_get_thread_num(); worker < workers; worker += omp_get_num_threads()) {
      body(worker, i);
    }
#pragma omp barrier
  }
}

}  // namespace fleetmark::cpu
