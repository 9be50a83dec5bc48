// SPDX-License-Identifier: Apache-2.0
// See device_split.h.
#include "harness/model/ledger/device_split.h"

#include <algorithm>

namespace fleetmark::model {

bool is_of(const Observation& record, const std::vector<std::string>& devices) {
  return std::ranges::find(devices, record.what.rates.id) != devices.end();
}

Fit fit_of_split(const std::vector<Observation>& observations, const DeviceSplit& split,
                 bool learns_scale) {
  FitOptions how;
  how.may_use = [&](const Observation& one) { return is_of(one, split.fit_on); };
  how.learns_scale = learns_scale;
  return fit(observations, how);
}

CarriedOver carried_over(const Fit& fit, const std::vector<Observation>& observations,
                         const DeviceSplit& split) {
  const Predictor predictor(fit);
  CarriedOver result;
  for (const auto& one : observations) {
    if (!one.is_scored || !is_of(one, split.score)) continue;
    const auto prediction = predictor.predict(one.what);
    if (prediction) {
      result.scored.push_back({&one, *prediction});
    } else {
      ++result.not_predicted["unknown:" + prediction.missing().front()];
    }
  }
  return result;
}

std::vector<Scored> as_modelled(std::vector<Scored> scored) {
  for (auto& one : scored) one.prediction.value = one.prediction.modelled;
  return scored;
}

}  // namespace fleetmark::model
