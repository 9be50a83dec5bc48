// SPDX-License-Identifier: Apache-2.0
// Inside measure: blocks of a workload from several launches made one.
#pragma once

#include <cstddef>
#include <vector>

#include "harness/record/run_record.h"

namespace fleetmark::measure {

// What one launch, or merger of launches, brings into the merged record.
struct LaunchShare {
  int first_launch = 0;          // its samples' launches are numbered from here on
  std::size_t most_samples = 0;  // of one case; of more, every k-th is kept
};
void append_samples(std::vector<record::Sample>& to, const std::vector<record::Sample>& from,
                    const LaunchShare& share);

void append_warnings(std::vector<record::Warning>& to, const std::vector<record::Warning>& from);

// `places`: where the launch's measurements stand in `merged`. A block of other operators, or
// operators that other implementations stood for, stays a block of its own.
void add_replicas(record::RunRecord& merged, const record::RunRecord& launch,
                  const std::vector<std::size_t>& places, const LaunchShare& share);

}  // namespace fleetmark::measure
