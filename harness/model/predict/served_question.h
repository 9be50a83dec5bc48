// SPDX-License-Identifier: Apache-2.0
// A question of serving as a case: as fast as it goes, or with so many requests at once, on the
// group of devices that is asked for or that yields most.
#pragma once

#include "harness/model/predict/predictor.h"
#include "harness/model/predict/question.h"

namespace fleetmark::model {

// Where nobody names a group, the power of two up to 16 is taken that `predictor` expects the most
// of for each device, in whichever way it can share attention: memory that opens a group never
// lowers the answer. A group whose links nobody published is no choice, but the answer to who fits
// in no smaller one. Infeasible where no group holds the model.
CaseOr<Case> served_case(const Question& question, const Precision& precision,
                         const DeviceRates& rates, const Predictor& predictor);

}  // namespace fleetmark::model
