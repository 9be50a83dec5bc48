// SPDX-License-Identifier: Apache-2.0
// gather.pool as the table of CPU variants takes it.
#pragma once

#include "kernels/cpu/cpu_kernel.h"

namespace fleetmark::gather {

Result<std::unique_ptr<PreparedKernel>> make_pool(cpu::CpuContext&, const Problem&,
                                                  const PrepareOptions&);

}  // namespace fleetmark::gather
