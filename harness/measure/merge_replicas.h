// SPDX-License-Identifier: Apache-2.0
// Inside measure: blocks of a workload from several launches made one.
#pragma once

#include <cstddef>
#include <vector>

#include "harness/measure/merge_parts.h"
#include "harness/record/run_record.h"

namespace fleetmark::measure {

// `places`: where the launch's measurements stand in `merged`. A block of other operators, or
// operators that other implementations stood for, stays a block of its own.
void add_replicas(record::RunRecord& merged, const record::RunRecord& launch,
                  const std::vector<std::size_t>& places, const LaunchShare& share);

}  // namespace fleetmark::measure
