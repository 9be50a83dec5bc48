// SPDX-License-Identifier: Apache-2.0
// What the page's script computes costs from on other terms: every term of every device and some of
// the draws, as JSON.
#pragma once

#include <string>

#include "harness/report/task_rows.h"

namespace fleetmark::report::html {

// `draws`: how many of the simulation's are embedded, from the first on; 0: none.
std::string what_if_json(const TaskRows& task, std::size_t draws);

// Whether anything can be computed: some device's cost is known, now or once its price is stated.
bool has_what_if(const TaskRows& task);

}  // namespace fleetmark::report::html
