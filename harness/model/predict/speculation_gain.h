// SPDX-License-Identifier: Apache-2.0
// What speculation does at an operating point: the steps that it is made of, and the same point
// without it.
#pragma once

#include "harness/model/predict/serving_prediction.h"

namespace fleetmark::model {

struct SpeculationGain {
  // Modelled, no record asked: a step over all drafts, one draft of a draft model (0: looked up),
  // and the step that decodes plainly.
  double verify_s = 0, draft_s = 0, plain_s = 0;
  double tokens_per_step = 1;
  std::int64_t drafts = 0;
  ServingPrediction plain;  // without drafts
};

// `point` has drafting and was predicted. `parameters` are those of TPOT.
CaseOr<SpeculationGain> speculation_gain(const record::ServingPoint& point, const Library& library,
                                         const Predictor& predictor,
                                         const ParameterSet& parameters);

}  // namespace fleetmark::model
