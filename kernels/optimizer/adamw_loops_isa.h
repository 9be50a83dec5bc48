// SPDX-License-Identifier: Apache-2.0
// The loop of adamw_loops.h, written once; included by one file per instruction set. The elements
// after the last whole vector go through buffers of one vector.
#pragma once

#include <algorithm>

#include "kernels/cpu/vector_isa.h"
#include "kernels/optimizer/adamw_loops.h"
#include "kernels/optimizer/optimizer_spec.h"

namespace fleetmark::optimizer {
namespace {

using cpu::Floats;
using cpu::kLanes;

template <typename T>
void one_vector(const AdamwPart& p) {
  constexpr auto kFirstCorrection = static_cast<float>(kRate * correction(kBeta1));
  constexpr auto kSecondCorrection = static_cast<float>(correction(kBeta2));
  const Floats g = cpu::load(static_cast<const T*>(p.gradient));
  const Floats m =
      cpu::load(p.first) * static_cast<float>(kBeta1) + g * static_cast<float>(1 - kBeta1);
  const Floats v =
      cpu::load(p.second) * static_cast<float>(kBeta2) + g * g * static_cast<float>(1 - kBeta2);
  const Floats w = cpu::load(p.weight);
  const Floats scale = cpu::square_root(v * kSecondCorrection) + static_cast<float>(kEpsilon);
  const Floats next = w - (m * kFirstCorrection / scale + w * static_cast<float>(kRate * kDecay));
  cpu::store(p.new_weight, next);
  cpu::store(p.new_first, m);
  cpu::store(p.new_second, v);
  if constexpr (sizeof(T) == 2) cpu::store(static_cast<T*>(p.copy), next);
}

template <typename T>
AdamwPart advanced(const AdamwPart& p, std::size_t by) {
  return {p.weight + by,     p.first + by,
          p.second + by,     static_cast<const T*>(p.gradient) + by,
          p.new_weight + by, p.new_first + by,
          p.new_second + by, sizeof(T) == 2 ? static_cast<T*>(p.copy) + by : nullptr,
          p.n - by};
}

template <typename T>
void last_elements(const AdamwPart& p) {
  float in[3][kLanes] = {};
  T gradient[kLanes] = {};
  float out[3][kLanes];
  T copy[kLanes];
  std::copy_n(p.weight, p.n, in[0]);
  std::copy_n(p.first, p.n, in[1]);
  std::copy_n(p.second, p.n, in[2]);
  std::copy_n(static_cast<const T*>(p.gradient), p.n, gradient);
  one_vector<T>({in[0], in[1], in[2], gradient, out[0], out[1], out[2], copy, p.n});
  std::copy_n(out[0], p.n, p.new_weight);
  std::copy_n(out[1], p.n, p.new_first);
  std::copy_n(out[2], p.n, p.new_second);
  if constexpr (sizeof(T) == 2) std::copy_n(copy, p.n, static_cast<T*>(p.copy));
}

template <typename T>
void adamw(const AdamwPart& p) {
  std::size_t i = 0;
  for (; i + kLanes <= p.n; i += kLanes) one_vector<T>(advanced<T>(p, i));
  if (i < p.n) last_elements<T>(advanced<T>(p, i));
}

inline constexpr AdamwLoops kAdamwLoops{adamw<float>, adamw<cpu::Bf16>, adamw<cpu::F16>};

}  // namespace
}  // namespace fleetmark::optimizer
