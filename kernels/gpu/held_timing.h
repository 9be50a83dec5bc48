// SPDX-License-Identifier: Apache-2.0
// What becomes of a timing whose hold gave up (hold.h): it is taken again, and then refused. Plain
// C++: no device.
#pragma once

#include <optional>
#include <string>

#include "kernels/api/result.h"

namespace fleetmark::gpu {

// How often what was held in vain is timed again before that is an error.
inline constexpr int kHoldAttempts = 2;

// `attempt()` gives seconds, or empty where the stream was let go before all was queued; its errors
// end it. kInvalidMeasurement where no attempt was held to the end.
template <typename Attempt>
Result<double> held_to_the_end(int launches, Attempt attempt) {
  for (int i = 0; i < kHoldAttempts; ++i) {
    FLEETMARK_TRY(const std::optional<double> seconds, attempt());
    if (seconds) return *seconds;
  }
  return Error{ErrorCode::kInvalidMeasurement,
               "invalid measurement: the host took more than a second to queue " +
                   std::to_string(launches) + (launches == 1 ? " launch, " : " launches, ") +
                   std::to_string(kHoldAttempts) +
                   " times in a row, so that its pauses would be timed; leave it CPUs of its own"};
}

}  // namespace fleetmark::gpu
