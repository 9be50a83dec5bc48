// SPDX-License-Identifier: Apache-2.0
// Speculative decoding beside plain decoding, as a table and as arithmetic.
#pragma once

#include <string>
#include <vector>

#include "harness/model/predict/operating_point.h"
#include "harness/model/predict/speculation_gain.h"
#include "harness/report/document.h"
#include "harness/report/why/why.h"

namespace fleetmark::report {

struct GainedPoint {
  std::string row;  // as --why names the point: "tp=1, 8 requests"
  model::OperatingPoint point;
  model::SpeculationGain gain;
};

Table speculation_table(const std::vector<GainedPoint>& points);

std::vector<WhyLine> why_speculation(const std::vector<GainedPoint>& points);

}  // namespace fleetmark::report
