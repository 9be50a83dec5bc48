// SPDX-License-Identifier: Apache-2.0
// The oracle of the attention family: the definition in double, for all rows of small shapes and
// for every so-many-th row and the last of large ones, whose other elements must be finite and no
// larger than the largest value can be, since an output is a mean of values.
#pragma once

#include "kernels/attention/attention_spec.h"

namespace fleetmark::attention {

Result<Verification> verify_attention(const Problem& problem, const InputRecipe& recipe,
                                      OutputReader& output);

}  // namespace fleetmark::attention
