// SPDX-License-Identifier: Apache-2.0
// What a cost is made of: reading and writing tokens, and the steps in which silicon and software
// fall short. The parts of each sum to the whole.
#pragma once

#include <string>
#include <vector>

namespace fleetmark::cost {

// One million output tokens, told apart from the input tokens that come with them.
struct TokenSplit {
  double per_task = 0;                   // 1M output tokens with their input
  double prefill_share = 0;              // of the device's time
  double per_million_input_tokens = 0;   // C share / (input / output tokens)
  double per_million_output_tokens = 0;  // C (1 - share)
};
// `input_tokens` and `output_tokens` of a request. per_task = per_million_output_tokens +
// input / output x per_million_input_tokens.
TokenSplit split_tokens(double per_task, double prefill_share, double input_tokens,
                        double output_tokens);

// Device seconds for one unit of the rate's measure, after each loss; never falling.
struct LossStep {
  std::string name;
  double seconds = 0;
};

// What a task costs on account of a step: the first is the ideal silicon, each other what its loss
// adds.
struct PricedStep {
  std::string name;
  double per_task = 0;
};
// `per_hour` under load. The steps sum to per_hour / 3600 x amount x seconds of the last.
std::vector<PricedStep> price_steps(const std::vector<LossStep>& steps, double per_hour,
                                    double amount);

// One training run of `tokens` on `devices`.
struct TrainingRun {
  double cost = 0;
  double days = 0;
};
// `per_task` is the allocation cost of `task_tokens`; `tasks_per_hour` what a device yields with
// the hours that it loses.
TrainingRun training_run(double tokens, double devices, double task_tokens, double per_task,
                         double tasks_per_hour);

}  // namespace fleetmark::cost
