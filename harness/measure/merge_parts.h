// SPDX-License-Identifier: Apache-2.0
// Inside measure: what several launches make of samples, warnings and what was watched.
#pragma once

#include <cstddef>
#include <vector>

#include "harness/record/measurement.h"

namespace fleetmark::measure {

// What one launch, or merger of launches, brings into the merged record.
struct LaunchShare {
  int first_launch = 0;          // its samples' launches are numbered from here on
  std::size_t most_samples = 0;  // of one case; of more, every k-th is kept
};
void append_samples(std::vector<record::Sample>& to, const std::vector<record::Sample>& from,
                    const LaunchShare& share);

void append_warnings(std::vector<record::Warning>& to, const std::vector<record::Warning>& from);

// Counters say what was counted in all launches, not in the time between them.
void add_watch(record::Watch& whole, const record::Watch& part);

}  // namespace fleetmark::measure
