// SPDX-License-Identifier: Apache-2.0
// The waterfall of a gap as a table: factors multiply, logarithms add.
#pragma once

#include <string>

#include "harness/model/gap/waterfall.h"
#include "harness/report/document.h"

namespace fleetmark::report {

// What is compared: names of both devices and the unit of their rates.
struct GapTitle {
  std::string device, reference, workload, unit;
  std::string device_precision, reference_precision;
  std::string mode = "-";  // "offline", "closed loop of 64 requests"
};

Document gap_document(const model::Waterfall& waterfall, const GapTitle& title);

}  // namespace fleetmark::report
