// SPDX-License-Identifier: Apache-2.0
// Sizes written as arithmetic over a workload's parameters: "batch * context", "(heads + 2) * 128".
// Whole numbers, + - * / and parentheses; a division must come out even.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "kernels/api/result.h"

namespace fleetmark::model {

using Parameters = std::map<std::string, std::int64_t, std::less<>>;

// kBadData, without the file: what is wrong and at which character.
Result<std::int64_t> evaluate_size(std::string_view expression, const Parameters& parameters);

}  // namespace fleetmark::model
