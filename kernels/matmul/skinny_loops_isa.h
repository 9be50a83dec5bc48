// SPDX-License-Identifier: Apache-2.0
// The loops of skinny_loops.h, written once; included by one file per instruction set.
#pragma once

#include <algorithm>

#include "kernels/cpu/panel_isa.h"
#include "kernels/matmul/skinny_loops.h"

namespace fleetmark::matmul {
namespace {

inline constexpr std::size_t kAheadBytes = 4096;  // from what is multiplied to what is asked for
inline constexpr std::size_t kChunk = 256;  // rows of B that wait in a cache for more rows of A

template <typename T>
void panel(const SkinnyPanel& part) {
  const std::size_t chunk = part.m > cpu::kMaxRows ? kChunk : part.k;
  for (std::size_t first = 0; first < part.k; first += chunk) {
    cpu::multiply(cpu::Product<T>{.a = part.a + first,
                                  .lda = part.k,
                                  .b = static_cast<const T*>(part.b) + first * kPanelColumns,
                                  .ldb = kPanelColumns,
                                  .c = part.c,
                                  .ldc = kPanelColumns,
                                  .rows = part.m,
                                  .k = std::min(chunk, part.k - first),
                                  .adds = first > 0,
                                  .ahead = kAheadBytes / sizeof(T)},
                  kPanelColumns);
  }
}

template <typename T>
void widen_row(const void* row, float* to, std::size_t n) {
  const T* from = static_cast<const T*>(row);
  std::size_t i = 0;
  for (; i + cpu::kLanes <= n; i += cpu::kLanes) cpu::store(to + i, cpu::load(from + i));
  for (; i < n; ++i) to[i] = cpu::widen(from[i]);
}

inline constexpr SkinnyLoops kSkinnyLoops{
    {panel<float>, panel<cpu::Bf16>, panel<cpu::F16>, panel<cpu::E4m3>},
    {widen_row<float>, widen_row<cpu::Bf16>, widen_row<cpu::F16>, widen_row<cpu::E4m3>}};

}  // namespace
}  // namespace fleetmark::matmul
