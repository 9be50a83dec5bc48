// SPDX-License-Identifier: Apache-2.0
// Bandwidth or latency by working set, where the record has one kernel at several sizes: the steps
// of the caches.
#pragma once

#include <optional>

#include "harness/record/run_record.h"
#include "harness/report/html/section.h"

namespace fleetmark::report::html {

// None where no kernel was measured at three sizes or more.
std::optional<Section> memory_sweep_section(const record::RunRecord& run, std::size_t index);

}  // namespace fleetmark::report::html
