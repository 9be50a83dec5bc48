// SPDX-License-Identifier: Apache-2.0
// The oracles of the rowwise family, in double from the definition.
#pragma once

#include "kernels/rowwise/rowwise_spec.h"

namespace fleetmark::rowwise {

Result<Verification> verify_rowwise(const Problem& problem, const InputRecipe& recipe,
                                    OutputReader& output);

}  // namespace fleetmark::rowwise
