// SPDX-License-Identifier: Apache-2.0
// Sizes that mean something: refused before anything is allocated, so that no product overflows.
#pragma once

#include "kernels/api/kernel.h"

namespace fleetmark {

inline constexpr double kMostBytes = 0x1p46;

// kNotSupported unless every size is at least 1 and the footprint at most 2^46 bytes.
inline Result<> check_sizes(const Problem& problem, const KernelSpec& spec) {
  for (const auto& [name, value] : problem.sizes) {
    if (value < 1 || value > (std::int64_t{1} << 40)) {
      return Error{ErrorCode::kNotSupported,
                   problem.key() + ": " + name + " must be from 1 to 2^40"};
    }
  }
  if (spec.footprint(problem).value <= kMostBytes) return {};
  return Error{ErrorCode::kNotSupported, problem.key() + ": more than 2^46 bytes"};
}

}  // namespace fleetmark
