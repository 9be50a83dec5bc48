// SPDX-License-Identifier: Apache-2.0
// Workloads, economics files and kernels as documents.
#pragma once

#include <span>

#include "harness/cost/economics.h"
#include "harness/model/workload.h"
#include "harness/report/document.h"
#include "kernels/api/kernel.h"

namespace fleetmark::report {

Document workload_view(const model::Workload& workload);
Document economics_view(const cost::Economics& economics);
Table kernel_list(std::span<const KernelSpec* const> specs);

}  // namespace fleetmark::report
