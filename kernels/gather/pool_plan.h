// SPDX-License-Identifier: Apache-2.0
// How gather.pool is cut for a GPU: how many threads share a bag, and which packs of its row each
// takes. Pure arithmetic, run by the kernel and by tests on a CPU.
#pragma once

#include <cstddef>

#include "kernels/api/result.h"
#include "kernels/gather/pool_spec.h"

namespace fleetmark::gather {

inline constexpr int kPoolThreads = 256;

struct PoolPlan {
  bool is_vector = false;    // packs of 16 bytes; else one element at a time
  std::int64_t packs = 0;    // of a row
  int bag_threads = 1;       // a power of two, at most a block
  std::int64_t columns = 1;  // tasks of a bag: runs of `bag_threads` packs
  std::int64_t tasks = 0;    // bags x columns
  int blocks = 1;
  [[nodiscard]] constexpr int tasks_per_block() const { return kPoolThreads / bag_threads; }
};
// kNotSupported unless sizes are positive and indices of rows fit 32 bits.
Result<PoolPlan> plan_pool(const Problem& problem);

struct PoolTask {
  std::int64_t bag, pack;
};
// What thread `lane` of those that share task `task` takes; nothing where pack >= plan.packs.
constexpr PoolTask pool_task(const PoolPlan& plan, std::int64_t task, int lane) {
  return {task / plan.columns, task % plan.columns * plan.bag_threads + lane};
}

}  // namespace fleetmark::gather
