// SPDX-License-Identifier: Apache-2.0
// The oracle of the conv family: the definition in double for every pixel of small problems, and
// for every so-many-th pixel and the last of large ones, whose other elements must be finite and no
// larger than their terms can add up to.
#pragma once

#include "kernels/conv/conv_spec.h"

namespace fleetmark::conv {

Result<Verification> verify_conv(const Problem& problem, const InputRecipe& recipe,
                                 OutputReader& output);

}  // namespace fleetmark::conv
