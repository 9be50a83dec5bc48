// SPDX-License-Identifier: Apache-2.0
// When enough samples have been taken. Pure: fed with samples and elapsed time, answers with a
// reason.
#pragma once

#include <optional>
#include <vector>

#include "harness/record/measurement.h"

namespace fleetmark::measure {

struct StopPolicy {
  // Half-width of the 95 % interval of the median over the median: 0.25 % for memory, 0.5 % for
  // matrix kernels (research on measurement: sections 3 and 6.2 M2).
  double target_half_width = 0.0025;
  std::size_t min_samples = 30;
  std::size_t max_samples = 2000;
  double min_duration_s = 0;  // energy counters need 5 s; elsewhere nothing is gained by waiting
  double time_limit_s = 2.0;
};

class StoppingRule {
 public:
  explicit StoppingRule(const StopPolicy& policy) : policy_(policy) {}
  // `samples` grows by one between calls. The interval is recomputed only when the count has grown
  // by a twentieth, so the cost stays linear.
  std::optional<record::StopReason> decide(const std::vector<record::Sample>& samples,
                                           double elapsed_s);

 private:
  StopPolicy policy_;
  std::size_t next_look_ = 0;
};

// Half-width of the interval of the time over the median; empty where there is no interval.
std::optional<double> relative_half_width(const record::Summary& summary);
// What has no interval is not narrow.
bool is_as_narrow(const record::Summary& summary, double target_half_width);

}  // namespace fleetmark::measure
