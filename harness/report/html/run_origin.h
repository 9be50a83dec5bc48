// SPDX-License-Identifier: Apache-2.0
// Origins of what a run measured and of what its device told of itself.
#pragma once

#include "harness/compare/run_result.h"
#include "harness/record/run_record.h"
#include "harness/report/document.h"
#include "harness/report/html/origin.h"

namespace fleetmark::report::html {

Origin origin_of(const record::RunRecord& run);
Origin origin_of(const record::RunRecord& run, const record::Measurement& measured);
Origin origin_of(const compare::RunHead& head);

// "memory.triad/tile f64 n=1048576".
std::string case_text(const record::Measurement& measured);
// "+-0.31 %" of what is quoted, or that it is not known.
std::string half_width_text(const record::Measurement& measured);
Cell half_width_cell(const record::Measurement& measured);

}  // namespace fleetmark::report::html
