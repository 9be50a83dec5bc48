// SPDX-License-Identifier: Apache-2.0
// A soak as a table: one row a kernel over all its stretches.
#pragma once

#include "harness/record/run_record.h"
#include "harness/report/document.h"

namespace fleetmark::report {

Table soak_table(const record::RunRecord& run);

// One kernel on one problem over all its stretches.
struct SoakCase {
  const record::SoakStretch* first = nullptr;
  bool has_failed = false, has_warning = false;
  std::string failure;  // one line: "3 of 240 checks failed in 2 of 5 stretches; first: ..."
};
std::vector<SoakCase> soak_cases(const record::RunRecord& run);  // in the order first run

}  // namespace fleetmark::report
