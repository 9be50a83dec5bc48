// SPDX-License-Identifier: Apache-2.0
// See speculation_gain.h.
#include "harness/model/predict/speculation_gain.h"

namespace fleetmark::model {
namespace {

ServingTime time_of(const ServingCases& cases, const ParameterSet& parameters) {
  return serving_time(std::get<ServingWork>(cases.tpot.task.what), cases.tpot.rates,
                      parameters.of(cases.tpot));
}

}  // namespace

CaseOr<SpeculationGain> speculation_gain(const record::ServingPoint& point, const Library& library,
                                         const Predictor& predictor,
                                         const ParameterSet& parameters) {
  FLEETMARK_ASSERT(point.drafting.has_value());
  record::ServingPoint plain = point;
  plain.drafting.reset();
  const auto with = serving_cases(point, library);
  if (const auto* none = std::get_if<NoCase>(&with)) return *none;
  const auto without = serving_cases(plain, library);
  if (const auto* none = std::get_if<NoCase>(&without)) return *none;
  const auto predicted = serving_prediction(plain, library, predictor);
  if (const auto* none = std::get_if<NoCase>(&predicted)) return *none;
  const ServingTime drafted = time_of(std::get<ServingCases>(with), parameters);
  SpeculationGain gain;
  gain.verify_s = drafted.decode.total_s();
  gain.draft_s = drafted.draft_s;
  gain.plain_s = time_of(std::get<ServingCases>(without), parameters).decode.total_s();
  gain.tokens_per_step = point.drafting->tokens_per_step;
  gain.drafts = point.drafting->drafts;
  gain.plain = std::get<ServingPrediction>(predicted);
  return gain;
}

}  // namespace fleetmark::model
