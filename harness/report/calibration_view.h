// SPDX-License-Identifier: Apache-2.0
// Efficiencies from measurements, as a table.
#pragma once

#include "harness/model/calibration.h"
#include "harness/report/document.h"

namespace fleetmark::report {

Table calibration_table(const model::Calibration& calibration, const std::string& device);

}  // namespace fleetmark::report
