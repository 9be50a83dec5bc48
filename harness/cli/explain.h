// SPDX-License-Identifier: Apache-2.0
// --why: the arithmetic of the rows asked for, below a command's answer.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/options.h"
#include "harness/report/document.h"
#include "harness/report/why/why.h"

namespace fleetmark::cli {

// Before figures are measured for minutes: kUsage where --why names none of `rows` to come.
Result<> check_why(const WhyOptions& why, const std::vector<std::string>& rows);

// Nothing when it was not asked. kUsage: no row is called so, or there is none to explain.
Result<> explain(report::Document& answer, const WhyOptions& why,
                 const std::vector<report::WhyLine>& lines);

}  // namespace fleetmark::cli
