// SPDX-License-Identifier: Apache-2.0
// Our kernels against the libraries measured in the same run: only what is stored and added up in
// the same mode, on the same data.
#pragma once

#include "harness/record/run_record.h"
#include "harness/report/document.h"

namespace fleetmark::report {

// One row for each case of ours that has its rival in the record; none where nothing has. Of rivals
// that took turns the ratio has an interval; of others it is one of medians, without.
Table rivals_table(const record::RunRecord& run);

}  // namespace fleetmark::report
