// SPDX-License-Identifier: Apache-2.0
// The waterfall of a gap as a table: factors multiply, logarithms add.
#pragma once

#include <string>

#include "harness/model/gap/waterfall.h"
#include "harness/report/document.h"

namespace fleetmark::report {

// How a device does its part.
struct GapRun {
  std::string precision;
  std::string devices = "-";  // that share the model
  std::string mode = "-";     // "offline", "closed loop of 64 requests"
};

// What is compared: names of both devices and the unit of their rates.
struct GapTitle {
  std::string device, reference, workload, unit;
  GapRun of_device, of_reference;
};

Document gap_document(const model::Waterfall& waterfall, const GapTitle& title);

}  // namespace fleetmark::report
