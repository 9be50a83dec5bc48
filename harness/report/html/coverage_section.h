// SPDX-License-Identifier: Apache-2.0
// The first thing on the page: what was planned, what came of it, and what not to trust.
#pragma once

#include <string>
#include <vector>

#include "harness/compare/run_result.h"
#include "harness/record/run_record.h"
#include "harness/report/html/section.h"

namespace fleetmark::report::html {

struct Coverage {
  std::size_t planned = 0, right = 0, failed = 0, skipped = 0, warned = 0, devices = 0;
  std::size_t incomplete = 0, empty = 0;  // runs that ended early, that measured nothing
  std::string first_incomplete;           // why the first of them ended
};
// Cases over all records, those of soaks included: planned are those measured and those skipped.
Coverage coverage_of(const std::vector<record::RunRecord>& runs);
// Where only results are known: what was skipped is not among them, nor is who measured nothing.
Coverage coverage_of(const std::vector<compare::RunResult>& results);

struct Trust {
  const std::vector<record::RunRecord>& records;   // those read in full; may be empty
  const std::vector<compare::RunResult>& results;  // of all runs
  const std::vector<std::string>& unreadable;      // files, one line each
};
Section coverage_section(const Trust& trust);

}  // namespace fleetmark::report::html
