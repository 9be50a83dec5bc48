// SPDX-License-Identifier: Apache-2.0
// The arithmetic behind a measured rate: the work that is counted, over the median time.
#pragma once

#include <vector>

#include "harness/record/run_record.h"
#include "harness/report/why/why.h"

namespace fleetmark::report {

// Rows are cases, as the table of measurements names them.
std::vector<WhyLine> why_run(const record::RunRecord& run);

}  // namespace fleetmark::report
