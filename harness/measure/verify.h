// SPDX-License-Identifier: Apache-2.0
// The protocol of verification, on the very buffers that are timed.
#pragma once

#include "kernels/api/kernel.h"

namespace fleetmark::measure {

// Before timing: integer data, poison, one launch per set, exact check; then the data to be timed,
// poison, launch, check. Stops at the first failure. An Error means that it could not be carried
// out.
Result<Verification> verify_before_timing(const KernelSpec& spec, const Problem& problem,
                                          const InputRecipe& recipe, PreparedKernel& kernel);

// After timing: the outputs that the timed launches left behind.
Result<Verification> verify_after_timing(const KernelSpec& spec, const Problem& problem,
                                         const InputRecipe& recipe, PreparedKernel& kernel);

}  // namespace fleetmark::measure
