// SPDX-License-Identifier: Apache-2.0
// optimizer.adamw, one step of AdamW (Loshchilov and Hutter 2019, "Decoupled weight decay
// regularization", algorithm 2), step kStep of a training:
//   m' = b1 m + (1 - b1) g,  v' = b2 v + (1 - b2) g^2
//   w' = w - rate (m' / (1 - b1^t) / (sqrt(v' / (1 - b2^t)) + e) + decay w)
// Weight w, moments m and v f32, gradient g of the problem's type; operands 0 w, 1 m, 2 v (the
// magnitude of the formula's value), 3 g. Written to arrays of their own, so that every launch
// gives the same answer: w', m', v' and, where the type is narrower than f32, w' rounded to it.
//
// Tolerances, u = 2^-24: m' 4 u (|b1 m| + |(1 - b1) g|), v' 6 u v'; w' the first times its factor
// in the step, 16 u of the step and 4 u (|w| + |w'|), and u_out |w'| for the copy.
#pragma once

#include <span>

#include "kernels/api/kernel.h"

namespace fleetmark {

std::span<const KernelSpec> optimizer_specs();

namespace optimizer {

inline constexpr double kRate = 1e-3;
inline constexpr double kBeta1 = 0.9;
inline constexpr double kBeta2 = 0.95;
inline constexpr double kEpsilon = 1e-8;
inline constexpr double kDecay = 0.1;
inline constexpr int kStep = 10;

// 1 / (1 - beta^kStep).
constexpr double correction(double beta) {
  double power = 1;
  for (int i = 0; i < kStep; ++i) power *= beta;
  return 1 / (1 - power);
}

constexpr bool has_copy(DType dtype) { return bytes_of(dtype) < 4; }

}  // namespace optimizer
}  // namespace fleetmark
