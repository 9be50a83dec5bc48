// SPDX-License-Identifier: Apache-2.0
// A block may hold one problem twice, as two operators of it. They are one case, and two operators
// of one launch are no two launches.
#pragma once

#include <vector>

#include "harness/record/measurement.h"

namespace fleetmark::compare {

// Measurements of one run, those of one case joined at the place of the first: their samples keep
// the launch that took them, the summary is the mean of theirs, and one that failed fails all.
std::vector<record::Measurement> pooled(const std::vector<record::Measurement>& measurements);

}  // namespace fleetmark::compare
