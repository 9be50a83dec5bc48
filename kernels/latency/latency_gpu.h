// SPDX-License-Identifier: Apache-2.0
// The makers behind the table of latency_gpu.cu.
#pragma once

#include "kernels/gpu/gpu_kernel.h"

namespace fleetmark::latency {

Result<std::unique_ptr<gpu::GpuKernel>> make_chase(const gpu::DeviceShape& device,
                                                   const Problem& problem, int sets);
Result<std::unique_ptr<gpu::GpuKernel>> make_launches(const gpu::DeviceShape& device,
                                                      const Problem& problem, int sets);
Result<std::unique_ptr<gpu::GpuKernel>> make_graph(const gpu::DeviceShape& device,
                                                   const Problem& problem, int sets);

}  // namespace fleetmark::latency
