// SPDX-License-Identifier: Apache-2.0
// Which of many devices stands out: a strip in rack order with its threshold, and a map of hosts
// and slots.
#pragma once

#include <string>
#include <vector>

#include "harness/compare/acceptance.h"
#include "harness/report/html/section.h"

namespace fleetmark::report::html {

struct AcceptanceFacts {
  const std::vector<compare::RunResult>& runs;
  const compare::Acceptance& answer;
  const std::vector<compare::Floor>& floors;
  std::string prior;  // profile whose priors were used; empty: none
};
Section acceptance_section(const AcceptanceFacts& facts);

}  // namespace fleetmark::report::html
