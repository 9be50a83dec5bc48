// SPDX-License-Identifier: Apache-2.0
// Where this device stands among the others on one task: achieved and peak, and the gap.
#pragma once

#include "harness/report/html/section.h"
#include "harness/report/task_rows.h"

namespace fleetmark::report::html {

Section placement_section(const TaskRows& task);

}  // namespace fleetmark::report::html
