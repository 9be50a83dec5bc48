// SPDX-License-Identifier: Apache-2.0
// See goodput.h.
#include "harness/model/predict/goodput.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "kernels/api/result.h"

namespace fleetmark::model {
namespace {

// Four digits are enough to see why.
std::string seconds(double value) {
  std::array<char, 32> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 4);
  return std::string(text.data(), end.ptr) + " s";
}

}  // namespace

double job_mtbf_s(double accelerator_mtbf_s, double accelerators) {
  FLEETMARK_ASSERT(accelerator_mtbf_s > 0 && accelerators >= 1);
  return accelerator_mtbf_s / accelerators;
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

Goodput goodput_of(const JobFailures& failures) {
  const double mtbf_s = job_mtbf_s(failures.accelerator_mtbf_s, failures.accelerators);
  const double interval_s =
      failures.interval_s.value_or(optimum_interval_s(failures.checkpoint_s, mtbf_s));
  const Checkpointing used{failures.checkpoint_s, interval_s, failures.restart_s};
  return {mtbf_s, used, goodput_share(used, mtbf_s)};
}

std::string why_no_progress(const JobFailures& failures) {
  const Goodput found = goodput_of(failures);
  return "infeasible: a job on " + std::to_string(std::llround(failures.accelerators)) +
         " devices makes no progress: it fails every " + seconds(found.mtbf_s) +
         " on average, and checkpoints of " + seconds(found.used.checkpoint_s) + " every " +
         seconds(found.used.interval_s) + ", the work that a failure loses and restarts of " +
         seconds(found.used.restart_s) + " take all of that";
}

}  // namespace fleetmark::model
