// SPDX-License-Identifier: Apache-2.0
// Workloads as documents: the shape with its sources, what each phase does, what the weights and
// the cache take at each precision.
#pragma once

#include <span>

#include "harness/model/workload.h"
#include "harness/report/document.h"

namespace fleetmark::report {

Document workload_view(const model::Workload& workload);
Table workload_list(std::span<const model::Workload> workloads);

}  // namespace fleetmark::report
