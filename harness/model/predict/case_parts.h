// SPDX-License-Identifier: Apache-2.0
// What the makers of cases have in common.
#pragma once

#include <string>
#include <string_view>

#include "harness/model/predict/case.h"

namespace fleetmark::model {

std::string lower_case(std::string_view text);
std::string layout_of(const Parallel& parallel);

// Names and rates of a case; no workload for kernels.
void describe(Case& made, const DeviceRates& rates, const Workload* workload,
              std::string_view stack, std::string_view precision, std::string_view layout);

// What a prediction would need of the device and nobody published: the peak of a format, the link
// of a group. Empty: nothing. Never a silent 0.
std::string missing_figure(const Task& task, const DeviceRates& rates);

CaseOr<const DeviceRates*> known_device(const Library& library, const std::string& name);

}  // namespace fleetmark::model
