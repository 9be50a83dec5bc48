// SPDX-License-Identifier: Apache-2.0
// The loops of the rowwise family over some rows, for one instruction set, by operation.
#pragma once

#include "kernels/cpu/elements.h"
#include "kernels/rowwise/rowwise_spec.h"

namespace fleetmark::rowwise {

struct RowPart {
  const void* x = nullptr;  // from the first of these rows on
  const void* y = nullptr;  // the same, or the gains
  const void* bias = nullptr;
  const float* cosines = nullptr;  // of rotary: rows of head_dim / 2
  const float* sines = nullptr;
  const float* factors = nullptr;  // of dequantise: one a row
  void* out = nullptr;
  float* scales = nullptr;   // that quantise writes
  float* scratch = nullptr;  // a row
  std::size_t rows = 0, width = 0, head_dim = 0;
};

struct RowwiseLoops {
  std::array<cpu::FloatLoops<void (*)(const RowPart&)>, kOps> run;
};

const RowwiseLoops& rowwise_loops_baseline();
const RowwiseLoops& rowwise_loops_avx2();
const RowwiseLoops& rowwise_loops_avx512();

}  // namespace fleetmark::rowwise
