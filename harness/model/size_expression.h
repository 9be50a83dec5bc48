// SPDX-License-Identifier: Apache-2.0
// Sizes written as arithmetic over a workload's parameters: "batch * context", "(heads + 2) * 128".
// Whole numbers, + - * /, parentheses and the functions of size_functions(); a division must come
// out even.
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

// The functions as they are written, comma separated, for messages:
//   ceil(a, b), floor(a, b)   a / b, rounded up or down
//   min(a, b), max(a, b)
//   touched(experts, chosen, tokens)   how many of the experts at least one of the tokens chooses,
//     expected under even routing: experts (1 - (1 - chosen / experts)^tokens), to the nearest one
std::string size_functions();

}  // namespace fleetmark::model
