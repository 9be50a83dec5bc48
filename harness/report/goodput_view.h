// SPDX-License-Identifier: Apache-2.0
// The goodput of a training job that follows from how its devices fail, and what it leaves of a
// rate.
#pragma once

#include <string>

#include "harness/cost/training_goodput.h"
#include "harness/model/predict/predictor.h"
#include "harness/report/document.h"

namespace fleetmark::report {

Table goodput_table(const cost::DerivedGoodput& goodput);

// Step rate and what is delivered of it, with its interval, beside how much longer a run takes.
Table delivered_table(const model::Prediction& step, const std::string& unit, double goodput);

}  // namespace fleetmark::report
