// SPDX-License-Identifier: Apache-2.0
// Workloads and kernels as documents.
#pragma once

#include <span>

#include "harness/model/workload.h"
#include "harness/report/document.h"
#include "kernels/api/kernel.h"

namespace fleetmark::report {

Document workload_view(const model::Workload& workload);
Table kernel_list(std::span<const KernelSpec* const> specs);

}  // namespace fleetmark::report
