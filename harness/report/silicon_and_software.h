// SPDX-License-Identifier: Apache-2.0
// How much of a gap between devices is silicon (rates of the sheets) and how much is software (the
// share of them that anyone reached), from what is published alone.
#pragma once

#include <vector>

#include "harness/model/device_profile.h"
#include "harness/report/document.h"

namespace fleetmark::report {

// Against the first device, per level: library (one matrix product), kernel (memory), whole model
// (training; decoding one request). Silicon times software is the ratio of sustained rates; the
// part of software is its share of the logarithm of that ratio, so parts add to the whole. It lies
// above 100 % or below zero where the two pull in opposite directions.
[[nodiscard]] Table silicon_and_software(const std::vector<model::DeviceProfile>& profiles);

}  // namespace fleetmark::report
