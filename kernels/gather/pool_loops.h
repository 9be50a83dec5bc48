// SPDX-License-Identifier: Apache-2.0
// The inner loop of gather.pool for one instruction set: the bags of one worker.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/cpu/elements.h"

namespace fleetmark::gather {

struct PoolPart {
  const void* table = nullptr;
  const std::uint32_t* index = nullptr;  // per_bag for each bag
  const float* weight = nullptr;
  void* out = nullptr;
  std::size_t bags = 0, per_bag = 0, width = 0;
};

using PoolLoops = cpu::FloatLoops<void (*)(const PoolPart&)>;

const PoolLoops& pool_loops_baseline();
const PoolLoops& pool_loops_avx2();
const PoolLoops& pool_loops_avx512();

}  // namespace fleetmark::gather
