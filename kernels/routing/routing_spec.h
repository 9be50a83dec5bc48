// SPDX-License-Identifier: Apache-2.0
// routing.top_k, the gate of a mixture of experts: of each row of logits the k largest, largest
// first, equal ones by index; their weights are the softmax over the chosen. The output is all
// indices (4 bytes each), then all weights (f32), k a row.
//
// Indices are exact. Weights: |err| <= u |ref| (10 + 2 (largest - smallest chosen) + 4 sqrt(k)),
// u = 2^-24, as a softmax of k in f32.
#pragma once

#include <span>

#include "kernels/api/kernel.h"

namespace fleetmark {

std::span<const KernelSpec> routing_specs();

namespace routing {

struct Shape {
  std::int64_t rows = 0, experts = 0, k = 0;
};
Shape shape_of(const Problem& problem);

// kNotSupported unless sizes are positive and k is at most experts.
Result<Shape> checked_shape(const Problem& problem);

}  // namespace routing
}  // namespace fleetmark
