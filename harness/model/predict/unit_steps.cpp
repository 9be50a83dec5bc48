// SPDX-License-Identifier: Apache-2.0
// See unit_steps.h.
#include "harness/model/predict/unit_steps.h"

#include <algorithm>

namespace fleetmark::model {

std::vector<UnitStep> unit_steps(const Task& task) {
  if (const auto* step = std::get_if<StepTask>(&task.what)) {
    return {{&step->work, step->time_factor / step->amount}};
  }
  const auto& work = std::get<ServingWork>(task.what);
  const double groups = std::max(1.0, work.running / std::max(1.0, work.decode.sequences));
  const StepWork& prefill = work.together ? work.together->prefill : work.prefill;
  const double prompts = groups * (work.together ? work.together->prompts : 1);
  return {{&work.decode, work.devices / work.running},
          {&prefill, work.devices / static_cast<double>(work.load.output_tokens) / prompts}};
}

double prefill_share(const Task& task, const DeviceRates& rates,
                     const ModelParameters& parameters) {
  const auto* work = std::get_if<ServingWork>(&task.what);
  if (work == nullptr) return 0;
  const TokenSeconds seconds = offline_seconds(*work, rates, parameters);
  return seconds.prefill / (seconds.prefill + seconds.decode);
}

}  // namespace fleetmark::model
