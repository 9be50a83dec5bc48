// SPDX-License-Identifier: Apache-2.0
// A soak as a table: one row a kernel over all its stretches.
#pragma once

#include "harness/record/run_record.h"
#include "harness/report/document.h"

namespace fleetmark::report {

Table soak_table(const record::RunRecord& run);

}  // namespace fleetmark::report
