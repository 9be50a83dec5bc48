// SPDX-License-Identifier: Apache-2.0
// The inner loop of the skinny GEMM for one instruction set: m rows against one panel of B.
#pragma once

#include <cstddef>

#include "kernels/cpu/elements.h"

namespace fleetmark::matmul {

inline constexpr std::size_t kPanelColumns = 32;

struct SkinnyPanel {
  const float* a = nullptr;  // m rows of k
  const void* b = nullptr;   // k rows of kPanelColumns
  float* c = nullptr;        // m rows of kPanelColumns
  std::size_t m = 0, k = 0;
};

struct SkinnyLoops {
  cpu::FloatLoops<void (*)(const SkinnyPanel&)> panel;
  cpu::FloatLoops<void (*)(const void* from, float* to, std::size_t n)> widen;
};

const SkinnyLoops& skinny_loops_baseline();
const SkinnyLoops& skinny_loops_avx2();
const SkinnyLoops& skinny_loops_avx512();

}  // namespace fleetmark::matmul
