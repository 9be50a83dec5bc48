// SPDX-License-Identifier: Apache-2.0
// Parameters as they would be had a group of records never been seen: how far a new device will be
// off is told by errors that were made under these, not under parameters that know the answer.
#pragma once

#include <map>
#include <string>

#include "harness/model/fit/parameter_search.h"

namespace fleetmark::model {

class ParametersWithout {
 public:
  // `fitted` was learnt from `learners` with that prior. A channel that was not fitted has neither.
  ParametersWithout(Members learners, ParameterSet fitted, const ModelParameters& prior);

  // What the others say; `fitted` where there are no others. Kept: channels that learn together
  // ask for the same groups.
  const ParameterSet& group(const std::string& name);

 private:
  Members learners_;
  ParameterSet fitted_;
  ModelParameters prior_;
  std::map<std::string, ParameterSet> known_;
};

}  // namespace fleetmark::model
