// SPDX-License-Identifier: Apache-2.0
// See serving_prediction.h.
#include "harness/model/predict/serving_prediction.h"

namespace fleetmark::model {

CaseOr<ServingPrediction> serving_prediction(const record::ServingPoint& point,
                                             const Library& library, const Predictor& predictor) {
  const auto made = serving_cases(point, library);
  if (const auto* none = std::get_if<NoCase>(&made)) return *none;
  const auto& cases = std::get<ServingCases>(made);
  const auto ttft = predictor.predict(cases.ttft), tpot = predictor.predict(cases.tpot);
  if (!ttft || !tpot) return NoCase{false, "records of serving in the fit"};
  return ServingPrediction{*ttft, *tpot, closed_loop_output(cases.output, *ttft, *tpot)};
}

}  // namespace fleetmark::model
