// SPDX-License-Identifier: Apache-2.0
// See parameter_set.h.
#include "harness/model/predict/parameter_set.h"

#include <algorithm>

namespace fleetmark::model {

ModelParameters ParameterSet::of_engine(const std::string& engine) const {
  const auto found = std::ranges::find(engines, engine, &EngineFactors::engine);
  if (found == engines.end()) return shared;
  ModelParameters own = shared;
  for (std::size_t i = 0; i < kOfEngines.size(); ++i) {
    const auto& row = kParameterTable[static_cast<std::size_t>(kOfEngines[i])];
    double& value = own[kOfEngines[i]];
    value = std::clamp(value * found->factors[i], row.low, row.high);
  }
  return own;
}

ModelParameters ParameterSet::of(const Case& what) const {
  return of_engine(what.traits[static_cast<std::size_t>(Trait::kStack)]);
}

double modelled(const Case& what, const ParameterSet& parameters) {
  return modelled(what.task, what.rates, parameters.of(what));
}

}  // namespace fleetmark::model
