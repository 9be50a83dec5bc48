// SPDX-License-Identifier: Apache-2.0
// The first thing on the page: which device does the task for the least, how sure that is, and what
// would change it.
#pragma once

#include "harness/report/html/money.h"

namespace fleetmark::report::html {

// `terms`: the line that names the economics file. Empty where no cost is known.
Markup cost_answer(const TaskRows& task, const std::string& terms);

}  // namespace fleetmark::report::html
