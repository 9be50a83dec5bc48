// SPDX-License-Identifier: Apache-2.0
// An acceptance for people, and as the one line that Nagios reads.
#pragma once

#include <string>

#include "harness/compare/acceptance.h"
#include "harness/report/document.h"

namespace fleetmark::report {

// Tells of devices of which nothing was measured, which must not pass for good ones.
std::string unmeasured_line(const std::vector<compare::RunHead>& unmeasured);

// `prior`: the profile whose priors were used; empty: none.
Document acceptance_document(const compare::Acceptance& answer, const std::string& prior);

struct Nagios {
  int status = 0;    // 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN
  std::string line;  // without a newline
};
Nagios nagios_of(const compare::Acceptance& answer, const std::string& prior);

Table learnt_table(const std::vector<compare::LearntPrior>& learnt);

}  // namespace fleetmark::report
