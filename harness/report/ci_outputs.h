// SPDX-License-Identifier: Apache-2.0
// A comparison in the words of CI systems: annotations of GitHub workflows, and JUnit XML.
#pragma once

#include <string>

#include "harness/compare/comparison.h"

namespace fleetmark::report {

// GitHub shows 10 annotations of a kind per step and drops the rest.
inline constexpr std::size_t kMostAnnotations = 10;

// One workflow command a line: errors for what fails (red rows at the gate, else REGRESSED; more
// work; wrong answers), warnings for what is open. At most kMostAnnotations of each, worst first;
// where there are more, the last one says how many.
std::string github_annotations(const compare::Comparison& comparison, bool is_gated);

// JUnit XML: a row is a test case, a failing one a failure, an open one skipped with its reason.
std::string junit_xml(const compare::Comparison& comparison, bool is_gated);

}  // namespace fleetmark::report
