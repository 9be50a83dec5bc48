// SPDX-License-Identifier: Apache-2.0
// What the makers of cases from published models share.
#pragma once

#include <cmath>
#include <string>
#include <string_view>

#include "harness/model/predict/published_cases.h"

namespace fleetmark::model {

inline bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}
inline std::int64_t whole(double value) { return std::llround(value); }

// What a source calls a precision, in the workload's own names. The lowest that is named decides.
const Precision* published_precision(const Workload& workload, const std::string& text,
                                     const DeviceRates& rates);

}  // namespace fleetmark::model
