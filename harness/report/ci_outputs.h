// SPDX-License-Identifier: Apache-2.0
// A comparison in the words of CI systems: annotations of GitHub workflows, and JUnit XML.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/compare/answers.h"
#include "harness/compare/comparison.h"

namespace fleetmark::report {

enum class CiOutcome : std::uint8_t { kPassed, kFailed, kOpen };

struct CiEvent {
  CiOutcome outcome = CiOutcome::kPassed;
  std::string name;
  std::string message;
};

// In the order of what fails worst. Failed: red rows at the gate, else REGRESSED; more work; wrong
// answers; of computed answers what got worse.
std::vector<CiEvent> ci_events(const compare::Comparison& comparison, bool is_gated);
std::vector<CiEvent> ci_events(const compare::AnswerComparison& comparison);

// GitHub shows 10 annotations of a kind per step and drops the rest.
inline constexpr std::size_t kMostAnnotations = 10;

// One workflow command a line: errors for what failed, warnings for what is open. At most
// kMostAnnotations of each, worst first; where there are more, the last one says how many.
std::string github_annotations(const std::vector<CiEvent>& events);

// JUnit XML: an event is a test case, a failed one a failure, an open one skipped with its reason.
std::string junit_xml(const std::vector<CiEvent>& events);

}  // namespace fleetmark::report
