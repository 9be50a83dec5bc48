// SPDX-License-Identifier: Apache-2.0
// See goodput.h.
#include "harness/model/predict/goodput.h"

#include <algorithm>
#include <cmath>

#include "kernels/api/result.h"

namespace fleetmark::model {

double job_mtbf_s(double accelerator_mtbf_s, std::int64_t accelerators) {
  FLEETMARK_ASSERT(accelerator_mtbf_s > 0 && accelerators >= 1);
  return accelerator_mtbf_s / static_cast<double>(accelerators);
}

double optimum_interval_s(double checkpoint_s, double mtbf_s) {
  FLEETMARK_ASSERT(checkpoint_s >= 0 && mtbf_s > 0);
  return std::sqrt(2 * checkpoint_s * mtbf_s);
}

double goodput_share(const Checkpointing& checkpointing, double mtbf_s) {
  const auto& [checkpoint_s, interval_s, restart_s] = checkpointing;
  FLEETMARK_ASSERT(checkpoint_s >= 0 && interval_s > 0 && restart_s >= 0 && mtbf_s > 0);
  const double lost = checkpoint_s / interval_s + (interval_s / 2 + restart_s) / mtbf_s;
  return std::max(0.0, 1 - lost);
}

}  // namespace fleetmark::model
