// SPDX-License-Identifier: Apache-2.0
// The arithmetic behind a prediction: what the equations yield, the factor that records lend, and
// the interval; and from which records.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/model/predict/predictor.h"
#include "harness/report/why/why.h"

namespace fleetmark::report {

// One predicted figure with its row and unit.
struct PredictedFigure {
  std::string row;   // "tp=1, 8 requests: TPOT"
  std::string unit;  // "s"
  model::Prediction prediction;
  // Of an output rate: the load and the times that make it up.
  struct OfTimes {
    double requests = 0, output_tokens = 0, devices = 0;
    model::Prediction ttft, tpot;
  };
  std::optional<OfTimes> of_times = {};
};

std::vector<WhyLine> why_predictions(const std::vector<PredictedFigure>& figures,
                                     const model::Predictor& predictor);

}  // namespace fleetmark::report
