// SPDX-License-Identifier: Apache-2.0
// The global parameters under which records of one channel, or of serving, are least surprising.
#pragma once

#include <vector>

#include "harness/model/fit/coordinate_search.h"
#include "harness/model/fit/fit.h"

namespace fleetmark::model {

using Members = std::vector<const Observation*>;

struct FittedParameters {
  ParameterSet parameters;
  double before = 0, after = 0;  // mean |ln(modelled / measured)|, weighted
};

// Minimum over shared parameters, and over factors of each engine that serving records name.
// `start` gives where both begin; what it says of engines that no member names is dropped.
// `prior`: where shared parameters stay that no record moves.
// `members`: of one channel, or TPOT and TTFT together; never empty.
FittedParameters fit_parameters(const Members& members, const ParameterSet& start,
                                const ModelParameters& prior, const SearchPlan& plan = {});

// Time between operators in decoding goes by operators, elsewhere by layers: of the two kinds of
// fixed time a channel has one, and the other stays at its least.
bool is_of_layers(Parameter parameter);
bool is_left_out(Parameter parameter, Channel channel);

}  // namespace fleetmark::model
