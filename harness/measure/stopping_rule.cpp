// SPDX-License-Identifier: Apache-2.0
// See stopping_rule.h.
#include "harness/measure/stopping_rule.h"

#include <algorithm>

#include "harness/measure/statistics.h"

namespace fleetmark::measure {

std::optional<double> relative_half_width(const record::Summary& summary) {
  if (!summary.median_95_s) return std::nullopt;
  return (summary.median_95_s->high - summary.median_95_s->low) / 2 / summary.median_s;
}

bool is_as_narrow(const record::Summary& summary, double target_half_width) {
  const auto half = relative_half_width(summary);
  return half && *half <= target_half_width;
}

std::optional<record::StopReason> StoppingRule::decide(const std::vector<record::Sample>& samples,
                                                       double elapsed_s) {
  const std::size_t n = samples.size();
  const bool is_full = n >= policy_.max_samples;
  const bool is_late = n >= 1 && elapsed_s >= policy_.time_limit_s;
  // A limit is always looked at once more: what converged since the last look is not flagged.
  const bool is_time_to_look = n >= next_look_ || is_full || is_late;
  if (is_time_to_look && n >= policy_.min_samples && elapsed_s >= policy_.min_duration_s) {
    next_look_ = n + std::max<std::size_t>(1, n / 20);
    if (is_as_narrow(summarise(samples), policy_.target_half_width)) {
      return record::StopReason::kConverged;
    }
  }
  if (is_full) return record::StopReason::kSampleLimit;
  if (is_late) return record::StopReason::kTimeLimit;
  return std::nullopt;
}

}  // namespace fleetmark::measure
