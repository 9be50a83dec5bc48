// SPDX-License-Identifier: Apache-2.0
// The goodput of a training job, line by line: ends with "goodput, g".
#pragma once

#include <string>
#include <vector>

#include "harness/model/predict/goodput.h"
#include "harness/report/why/why.h"

namespace fleetmark::report {

// `from` says where the times come from, `from_devices` where the number of devices does. The row
// of the lines is left empty. Only of a job that makes progress.
std::vector<WhyLine> why_goodput(const model::JobFailures& failures, const std::string& from,
                                 const std::string& from_devices);

}  // namespace fleetmark::report
