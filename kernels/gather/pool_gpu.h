// SPDX-License-Identifier: Apache-2.0
// gather.pool as the table of GPU variants takes it.
#pragma once

#include "kernels/gpu/gpu_kernel.h"

namespace fleetmark::gather {

Result<std::unique_ptr<gpu::GpuKernel>> make_gpu_pool(const gpu::DeviceShape&, const Problem&,
                                                      int sets);

}  // namespace fleetmark::gather
