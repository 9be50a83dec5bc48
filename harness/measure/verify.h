// SPDX-License-Identifier: Apache-2.0
// The protocol of verification, on the very buffers that are timed.
#pragma once

#include <functional>

#include "kernels/api/kernel.h"

namespace fleetmark::measure {

// Whether the user asked to stop. Checking takes minutes where operands are large, so it is asked
// again and again: kInterrupted says that it did.
using IsInterrupted = std::function<bool()>;
inline bool never_interrupted() { return false; }

// Before timing: integer data, poison, one launch per set, exact check; then the data to be timed,
// poison, launch, check. Stops at the first failure. An Error means that it could not be carried
// out.
Result<Verification> verify_before_timing(const KernelSpec& spec, const Problem& problem,
                                          const InputRecipe& recipe, PreparedKernel& kernel,
                                          const IsInterrupted& is_interrupted = never_interrupted);

// After timing: the outputs that the timed launches left behind.
Result<Verification> verify_after_timing(const KernelSpec& spec, const Problem& problem,
                                         const InputRecipe& recipe, PreparedKernel& kernel,
                                         const IsInterrupted& is_interrupted = never_interrupted);

}  // namespace fleetmark::measure
