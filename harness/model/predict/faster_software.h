// SPDX-License-Identifier: Apache-2.0
// What a device would yield if its software were better: every step takes less time, and under a
// latency class more requests may then be served at once.
#pragma once

#include "harness/model/predict/operating_point.h"

namespace fleetmark::model {

// Output tokens per second and device at the best point of `search` that holds the class when all
// times shrink by `scale`; 0 when none does.
double rate_with_faster_software(const Search& search, const SloClass& slo, double scale);

}  // namespace fleetmark::model
