// SPDX-License-Identifier: Apache-2.0
// The inner loop of the skinny GEMM for one instruction set: m rows against one panel of B.
#pragma once

#include <cstddef>
#include <cstdint>

namespace fleetmark::matmul {

inline constexpr std::size_t kPanelColumns = 32;

struct SkinnyPanel {
  const float* a = nullptr;  // m rows of k
  const void* b = nullptr;   // k rows of kPanelColumns, f32 or bf16
  float* c = nullptr;        // m rows of kPanelColumns
  std::size_t m = 0, k = 0;
};

struct SkinnyLoops {
  void (*panel_f32)(const SkinnyPanel&);
  void (*panel_bf16)(const SkinnyPanel&);
  void (*widen)(const std::uint16_t* from, float* to, std::size_t n);
};

const SkinnyLoops& skinny_loops_baseline();
const SkinnyLoops& skinny_loops_avx2();
const SkinnyLoops& skinny_loops_avx512();

}  // namespace fleetmark::matmul
