// SPDX-License-Identifier: Apache-2.0
// Why a device is slower than the reference: causes one below the other, silicon and software told
// apart. Factors multiply, so the axis is logarithmic and the steps add.
#pragma once

#include <string>
#include <vector>

#include "harness/report/gap_view.h"
#include "harness/report/html/section.h"

namespace fleetmark::report::html {

struct GapAnswer {
  GapTitle title;
  model::Known<model::Waterfall> waterfall;
};
// Of one workload, a waterfall for each device; devices without one are named as missing.
Section waterfall_section(const std::vector<GapAnswer>& gaps, std::size_t index);

}  // namespace fleetmark::report::html
