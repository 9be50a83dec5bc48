// SPDX-License-Identifier: Apache-2.0
// See sequence.h: what a backend that knows nothing better does.
#include "kernels/api/sequence.h"

namespace fleetmark {

Result<std::unique_ptr<PreparedKernel>> Session::join(std::vector<SequenceStep> steps) {
  return std::unique_ptr<PreparedKernel>(std::make_unique<SequenceKernel>(std::move(steps)));
}

}  // namespace fleetmark
