// SPDX-License-Identifier: Apache-2.0
// The arithmetic behind a verdict: change, standard error, interval and margin, as in
// compare/effect.h and compare/verdict.h.
#pragma once

#include <vector>

#include "harness/compare/comparison.h"
#include "harness/report/why/why.h"

namespace fleetmark::report {

// Rows are cases, with " (energy)" for joules; in the order of the table, worst first.
std::vector<WhyLine> why_compare(const compare::Comparison& comparison, bool is_gated);

}  // namespace fleetmark::report
