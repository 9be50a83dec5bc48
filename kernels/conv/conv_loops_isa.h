// SPDX-License-Identifier: Apache-2.0
// The loops of conv_loops.h, written once; included by one file per instruction set.
#pragma once

#include <algorithm>

#include "kernels/conv/conv_loops.h"
#include "kernels/cpu/panel_isa.h"

namespace fleetmark::conv {
namespace {

template <typename T>
void multiply(const PanelPart& part) {
  cpu::multiply(cpu::Product<T>{.a = part.windows,
                                .lda = part.k,
                                .b = static_cast<const T*>(part.filters),
                                .ldb = kPanelFilters,
                                .c = part.sums,
                                .ldc = kPanelFilters,
                                .rows = part.rows,
                                .k = part.k,
                                .adds = part.adds},
                part.columns);
}

template <typename T>
void widen(const T* from, float* to, std::size_t n) {
  std::size_t i = 0;
  for (; i + cpu::kLanes <= n; i += cpu::kLanes) cpu::store(to + i, cpu::load(from + i));
  for (; i < n; ++i) to[i] = cpu::widen(from[i]);
}

template <typename T>
void narrow(const float* from, T* to, std::size_t n) {
  std::size_t i = 0;
  for (; i + cpu::kLanes <= n; i += cpu::kLanes) cpu::store(to + i, cpu::load(from + i));
  if (i == n) return;
  float rest[cpu::kLanes] = {};
  T stored[cpu::kLanes];
  std::copy_n(from + i, n - i, rest);
  cpu::store(stored, cpu::load(rest));
  std::copy_n(stored, n - i, to + i);
}

template <typename T>
inline constexpr TypedLoops<T> kTyped{multiply<T>, widen<T>, narrow<T>};
inline constexpr ConvLoops kConvLoops{kTyped<float>, kTyped<cpu::Bf16>, kTyped<cpu::F16>};

}  // namespace
}  // namespace fleetmark::conv
