// SPDX-License-Identifier: Apache-2.0
// A history in the formats of others.
#pragma once

#include <string>
#include <vector>

#include "harness/compare/history.h"

namespace fleetmark::report {

// Google Benchmark's JSON: the points of a series are the repetitions of one benchmark, times in
// nanoseconds, so that its compare.py takes two such files.
std::string google_benchmark_json(const std::vector<compare::Series>& series);

// OpenMetrics text: the newest point of each series, without time stamps, for a collector of text
// files.
std::string openmetrics_text(const std::vector<compare::Series>& series);

// JUnit XML: a series is a test case; it fails when its level after the last CHANGE is lower.
std::string history_junit(const std::vector<compare::Series>& series);

}  // namespace fleetmark::report
