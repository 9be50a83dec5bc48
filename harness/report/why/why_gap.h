// SPDX-License-Identifier: Apache-2.0
// The arithmetic behind a gap: the modelled times that each cause's factor is the ratio of, the
// products that give silicon, software and all, and the interval of each.
#pragma once

#include <vector>

#include "harness/model/gap/waterfall.h"
#include "harness/report/why/why.h"

namespace fleetmark::report {

// Rows are causes ("bandwidth"), then "silicon", "software", "all".
std::vector<WhyLine> why_gap(const model::Waterfall& waterfall);

}  // namespace fleetmark::report
