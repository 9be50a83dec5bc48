// SPDX-License-Identifier: Apache-2.0
// How a GEMM is checked. Small: every element against the naive oracle with a stated tolerance,
// none where the data are integers whose sums are exact. Large: integer data makes the product
// exact, and Freivalds' identity C x = A (B x) over a 61-bit prime checks every element at once;
// real data is checked on whole rows and columns.
#pragma once

#include "kernels/matmul/matmul_spec.h"

namespace fleetmark::matmul {

Result<Verification> verify_gemm(const Problem& problem, const InputRecipe& recipe,
                                 OutputReader& output);

// matmul.grouped: every group so, by the size of all of them together.
Result<Verification> verify_grouped(const Problem& problem, const InputRecipe& recipe,
                                    OutputReader& output);

// Each of these is one way to check; verify_gemm picks by size and data. Public for tests.
Result<Verification> verify_full(const Problem& problem, const InputRecipe& recipe,
                                 OutputReader& output);
Result<Verification> verify_freivalds(const Problem& problem, const InputRecipe& recipe,
                                      OutputReader& output);
Result<Verification> verify_sampled(const Problem& problem, const InputRecipe& recipe,
                                    OutputReader& output);

}  // namespace fleetmark::matmul
