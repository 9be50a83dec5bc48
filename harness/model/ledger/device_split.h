// SPDX-License-Identifier: Apache-2.0
// How a fit on some devices does on others that it knows nothing of but their data sheets.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/model/ledger/score.h"

namespace fleetmark::model {

// Ids of devices; none stands on both sides.
struct DeviceSplit {
  std::vector<std::string> fit_on, score;
};

bool is_of(const Observation& record, const std::vector<std::string>& devices);

// Parameters, how alike records must be, how wide intervals are and the records that are borrowed
// from: all of the first side alone. `learns_scale` as in FitOptions.
Fit fit_of_split(const std::vector<Observation>& observations, const DeviceSplit& split,
                 bool learns_scale = true);

// Predictions for the scored records of the second side, in their order. `fit` is that of the
// split.
struct CarriedOver {
  std::vector<Scored> scored;
  std::map<std::string, std::size_t> not_predicted;  // "unknown:records of channel training"
};
CarriedOver carried_over(const Fit& fit, const std::vector<Observation>& observations,
                         const DeviceSplit& split);

// The same records with what the parameters alone make of them, nothing borrowed. Intervals are
// those of the predictions and do not belong to it.
std::vector<Scored> as_modelled(std::vector<Scored> scored);

}  // namespace fleetmark::model
