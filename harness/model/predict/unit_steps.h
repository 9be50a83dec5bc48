// SPDX-License-Identifier: Apache-2.0
// The steps of a task, and how much of each a unit of its yield takes.
#pragma once

#include <vector>

#include "harness/model/predict/task.h"

namespace fleetmark::model {

struct UnitStep {
  const StepWork* work = nullptr;  // into the task, which must outlive it
  double per_unit = 0;  // steps of a device for one unit; longer by the bubble of a pipeline
};
// Of serving: decode, then prefill.
std::vector<UnitStep> unit_steps(const Task& task);

template <typename StepSeconds>
double per_unit(const Task& task, const StepSeconds& seconds) {
  double sum = 0;
  for (const auto& step : unit_steps(task)) sum += step.per_unit * seconds(*step.work);
  return sum;
}

// Of the device's time while it serves, the part that reads input; 0 for what is no serving.
double prefill_share(const Task& task, const DeviceRates& rates, const ModelParameters& parameters);

}  // namespace fleetmark::model
