// SPDX-License-Identifier: Apache-2.0
// The loop of AdamW for one instruction set.
#pragma once

#include <cstddef>

#include "kernels/cpu/elements.h"

namespace fleetmark::optimizer {

struct AdamwPart {
  const float* weight = nullptr;
  const float* first = nullptr;
  const float* second = nullptr;
  const void* gradient = nullptr;
  float* new_weight = nullptr;
  float* new_first = nullptr;
  float* new_second = nullptr;
  void* copy = nullptr;  // of types narrower than f32
  std::size_t n = 0;
};

using AdamwLoops = cpu::FloatLoops<void (*)(const AdamwPart&)>;

const AdamwLoops& adamw_loops_baseline();
const AdamwLoops& adamw_loops_avx2();
const AdamwLoops& adamw_loops_avx512();

}  // namespace fleetmark::optimizer
