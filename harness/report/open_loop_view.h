// SPDX-License-Identifier: Apache-2.0
// Requests that arrive by themselves, as tables: what a user sees at each rate, and the queue for a
// slot behind it.
#pragma once

#include <vector>

#include "harness/model/predict/operating_point.h"
#include "harness/report/document.h"
#include "harness/report/why/why.h"

namespace fleetmark::report {

// Points of search_arrivals: "operating_points" and "queue".
std::vector<Table> open_loop_tables(const model::Search& search);

// "tp=1, 4 requests/s": the row of a point.
std::string open_loop_row(const model::OperatingPoint& point);

// From the rate that arrives to the mean wait, and to the TTFT that holds it.
std::vector<WhyLine> why_queues(const model::Search& search);

}  // namespace fleetmark::report
