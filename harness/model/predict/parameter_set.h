// SPDX-License-Identifier: Apache-2.0
// Parameters that hold for all, and by what factor single ones of them differ for one serving
// engine: schedulers are programs of their own, and what they cost goes with them from device to
// device.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "harness/model/predict/case.h"
#include "harness/model/predict/parameters.h"

namespace fleetmark::model {

// What may differ by engine: the time between operators, how prefills are fitted between decode
// steps, and what lies before the first token. Silicon is the same under all of them.
inline constexpr std::array kOfEngines{Parameter::kOperatorTime, Parameter::kPrefillShare,
                                       Parameter::kFirstTokenLayerTime};

struct EngineFactors {
  std::string engine;                               // as records name it: the trait kStack
  std::array<double, kOfEngines.size()> factors{};  // on the shared value, above 0

  friend bool operator==(const EngineFactors&, const EngineFactors&) = default;
};

struct ParameterSet {
  ModelParameters shared = starting_parameters();
  std::vector<EngineFactors> engines;  // by name; none: all are alike

  // Of the case's engine; the shared ones where no record told of it. Held within the bounds of
  // the table.
  [[nodiscard]] ModelParameters of(const Case& what) const;
  [[nodiscard]] ModelParameters of_engine(const std::string& engine) const;
};

// modelled() of task.h with the parameters that hold for this case.
double modelled(const Case& what, const ParameterSet& parameters);

}  // namespace fleetmark::model
