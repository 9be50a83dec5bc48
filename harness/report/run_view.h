// SPDX-License-Identifier: Apache-2.0
// A run record as tables: what was measured, with intervals and warnings; what was skipped, and
// why.
#pragma once

#include <optional>
#include <string>

#include "harness/record/run_record.h"
#include "harness/report/document.h"

namespace fleetmark::report {

// What a kernel is quoted in: "4.41 TB/s", "61.2 TFLOP/s", and for a rate of operations the time of
// one: "612 ns".
std::string quoted(double rate_per_s, Metric metric);

// Of what is quoted: how far the 95 % interval reaches from the median, to the side where it
// reaches farther, over the median. Empty where there is no interval.
std::optional<double> half_width_95(const record::Measurement& measured);

Table measurements_table(const record::RunRecord& run);
Table failures_table(const record::RunRecord& run);  // wrong answers and invalid measurements
Table skipped_table(const record::RunRecord& run);   // what does not apply here
Table warnings_table(const record::RunRecord& run);  // one row per kind of warning, with its advice
Table device_table(const DeviceInfo& device);

// The tables above that have rows.
Document run_view(const record::RunRecord& run);

}  // namespace fleetmark::report
