// SPDX-License-Identifier: Apache-2.0
// Inside the module: several prepared kernels as one, replayed as a graph.
#pragma once

#include <memory>
#include <vector>

#include "kernels/gpu/gpu_kernel.h"

namespace fleetmark::cuda {

struct JoinedStep {
  gpu::GpuKernel* kernel = nullptr;  // outlives the joined kernel
  std::int64_t launches = 1;
};

// Records the steps on `stream`, where they can be recorded; else they are launched one by one, and
// choice() says so.
Result<std::unique_ptr<gpu::GpuKernel>> join_kernels(gpu::gpu_stream stream,
                                                     std::vector<JoinedStep> steps);

}  // namespace fleetmark::cuda
