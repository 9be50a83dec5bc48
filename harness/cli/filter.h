// SPDX-License-Identifier: Apache-2.0
// --filter of every command.
#pragma once

#include <regex>
#include <string>

#include "kernels/api/result.h"

namespace fleetmark::cli {

// ECMAScript. kUsage, naming --filter, for what is no regular expression.
Result<std::regex> filter_expression(const std::string& text);

}  // namespace fleetmark::cli
