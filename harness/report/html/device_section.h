// SPDX-License-Identifier: Apache-2.0
// The device as it was while it was measured: facts, clock, power, temperature, throttling.
#pragma once

#include "harness/record/run_record.h"
#include "harness/report/html/section.h"

namespace fleetmark::report::html {

// `index`: of the section among those of other devices in the page.
Section device_section(const record::RunRecord& run, std::size_t index);

}  // namespace fleetmark::report::html
