// SPDX-License-Identifier: Apache-2.0
// What the input data does to a rate: zeros switch few transistors, so that a device at its power
// limit runs faster on them than on anything that people compute.
#pragma once

#include "harness/record/run_record.h"
#include "harness/report/document.h"

namespace fleetmark::report {

// One row for each case that the run measured on uniform data and for each other kind it was
// measured on, too: the ratio of the two rates. The interval is that of the worst combination of
// the two medians' 95 % intervals. No rows where a run has one kind of data.
Table data_effect_table(const record::RunRecord& run);

}  // namespace fleetmark::report
