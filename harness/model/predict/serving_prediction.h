// SPDX-License-Identifier: Apache-2.0
// All that is predicted of one operating point.
#pragma once

#include "harness/model/predict/predictor.h"

namespace fleetmark::model {

struct ServingPrediction {
  Prediction ttft, tpot;  // seconds
  Prediction output;      // tokens per second and device
};

// Without a case, or where the fit knows no serving, says why.
CaseOr<ServingPrediction> serving_prediction(const record::ServingPoint& point,
                                             const Library& library, const Predictor& predictor);

}  // namespace fleetmark::model
