// SPDX-License-Identifier: Apache-2.0
// Every case of a run, to be sorted and searched, and our kernels against the libraries'.
#pragma once

#include "harness/record/run_record.h"
#include "harness/report/html/section.h"

namespace fleetmark::report::html {

Section measured_section(const record::RunRecord& run, std::size_t index);

}  // namespace fleetmark::report::html
