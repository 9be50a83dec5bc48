// SPDX-License-Identifier: Apache-2.0
// One task on several devices: how fast each is, and how it is run.
#pragma once

#include "harness/report/document.h"
#include "harness/report/task_rows.h"

namespace fleetmark::report {

Table placement_table(const TaskRows& task);

// Precision, devices, requests, stack, latency class, evidence and the date of the price.
Table operating_point_of_devices(const TaskRows& task);

}  // namespace fleetmark::report
