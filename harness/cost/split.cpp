// SPDX-License-Identifier: Apache-2.0
// See split.h.
#include "harness/cost/split.h"

namespace fleetmark::cost {

TokenSplit split_tokens(double per_task, double prefill_share, double input_tokens,
                        double output_tokens) {
  const double input_per_output = input_tokens / output_tokens;
  return {per_task, prefill_share, per_task * prefill_share / input_per_output,
          per_task * (1 - prefill_share)};
}

std::vector<PricedStep> price_steps(const std::vector<LossStep>& steps, double per_hour,
                                    double amount) {
  const double per_second = per_hour / 3600 * amount;
  std::vector<PricedStep> priced;
  double before = 0;
  for (const auto& step : steps) {
    priced.push_back({step.name, (step.seconds - before) * per_second});
    before = step.seconds;
  }
  return priced;
}

TrainingRun training_run(double tokens, double devices, double task_tokens, double per_task,
                         double tasks_per_hour) {
  const double tasks = tokens / task_tokens;
  return {tasks * per_task, tasks / (devices * tasks_per_hour) / 24};
}

}  // namespace fleetmark::cost
