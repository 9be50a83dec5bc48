// SPDX-License-Identifier: Apache-2.0
// Kernels as a table.
#pragma once

#include <span>

#include "harness/report/document.h"
#include "kernels/api/kernel.h"

namespace fleetmark::report {

Table kernel_list(std::span<const KernelSpec* const> specs);

}  // namespace fleetmark::report
