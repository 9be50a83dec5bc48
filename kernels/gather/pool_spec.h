// SPDX-License-Identifier: Apache-2.0
// gather.pool, what an embedding bag does: out[g] = sum over j of weight[g, j] table[index[g, j]],
// index random by formula (gather_spec.h), weights f32 from operand 2. Storage f32, bf16 or
// f16, sums in f32 in any order. Each row counts once per use, with its 4-byte index and 4-byte
// weight.
//
// Tolerance: |err| <= u_out |ref| + per_bag u sum |weight row|, u = 2^-24: one rounding of the
// product or of the sum for each term (fused or not), and one of the result where it is narrower.
#pragma once

#include "kernels/api/kernel.h"

namespace fleetmark::gather {

inline constexpr int kWeightOperand = 2;

struct PoolShape {
  std::int64_t bags = 0, per_bag = 0, table_rows = 0, width = 0;
};
PoolShape pool_shape_of(const Problem& problem);

const KernelSpec& pool_spec();

}  // namespace fleetmark::gather
