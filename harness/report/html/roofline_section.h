// SPDX-License-Identifier: Apache-2.0
// The roofline as a chart: roofs that were measured, and the kernels below them.
#pragma once

#include <optional>

#include "harness/record/run_record.h"
#include "harness/report/html/section.h"

namespace fleetmark::report::html {

// None where the run measured no roof, or no kernel that computes and moves bytes.
std::optional<Section> roofline_section(const record::RunRecord& run, std::size_t index);

}  // namespace fleetmark::report::html
