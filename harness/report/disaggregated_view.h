// SPDX-License-Identifier: Apache-2.0
// Prefill and decode on workers of their own, as tables and as arithmetic.
#pragma once

#include <string>
#include <vector>

#include "harness/model/predict/operating_point.h"
#include "harness/report/document.h"
#include "harness/report/why/why.h"

namespace fleetmark::report {

// Points of search_disaggregated: "operating_points" and "workers".
std::vector<Table> disaggregated_tables(const model::Search& search);

// "2 x tp1 + 3 x tp2, 64 in a decode step": the row of a point.
std::string disaggregated_row(const model::DisaggregatedPoint& point);

// From each worker's own rate to the rate of the pair, and the parts of TTFT.
std::vector<WhyLine> why_disaggregated(const model::Search& search);

}  // namespace fleetmark::report
