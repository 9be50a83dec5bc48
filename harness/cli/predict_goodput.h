// SPDX-License-Identifier: Apache-2.0
// What the options of predict say of a training job's failures, and what follows from it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/cli/options.h"
#include "harness/cost/training_goodput.h"
#include "harness/report/document.h"
#include "harness/report/why/why_prediction.h"

namespace fleetmark::cli {

// kUsage where something is said of a training job and the phase does not train.
Result<> check_trains(const PredictOptions& options);

// Nothing where nothing was said.
std::optional<cost::DerivedGoodput> goodput_asked(const PredictOptions& options);

// Its tables below the step rate, and its arithmetic below that of the rate.
void add_goodput(const cost::DerivedGoodput& goodput, const report::PredictedFigure& step,
                 report::Document& answer, std::vector<report::WhyLine>& why);

}  // namespace fleetmark::cli
