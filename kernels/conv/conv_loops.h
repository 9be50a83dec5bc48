// SPDX-License-Identifier: Apache-2.0
// The inner loops of conv.forward for one instruction set: a block of windows against one panel of
// filters, and what turns stored elements into f32 and back.
#pragma once

#include <cstddef>
#include <tuple>

#include "kernels/cpu/elements.h"

namespace fleetmark::conv {

inline constexpr std::size_t kPanelFilters = 32;

struct PanelPart {
  const float* windows = nullptr;  // rows of k
  const void* filters = nullptr;   // k rows of kPanelFilters
  float* sums = nullptr;           // rows of kPanelFilters
  std::size_t rows = 0, k = 0;
  std::size_t columns = kPanelFilters;  // filters that are there, in whole sixteens
  bool adds = false;                    // to what the sums hold
};

template <typename T>
struct TypedLoops {
  void (*multiply)(const PanelPart&);
  void (*widen)(const T* from, float* to, std::size_t n);
  void (*narrow)(const float* from, T* to, std::size_t n);
};

using ConvLoops = std::tuple<TypedLoops<float>, TypedLoops<cpu::Bf16>, TypedLoops<cpu::F16>>;

const ConvLoops& conv_loops_baseline();
const ConvLoops& conv_loops_avx2();
const ConvLoops& conv_loops_avx512();

}  // namespace fleetmark::conv
