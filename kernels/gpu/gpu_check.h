// SPDX-License-Identifier: Apache-2.0
// GPU status to Error: with the runtime's name for it and the command. The sticky state is cleared;
// what it means for the session: refusals.h.
#pragma once

#include <string>

#include "kernels/api/result.h"
#include "kernels/gpu/gpu_runtime.h"
#include "kernels/gpu/refusals.h"

namespace fleetmark::gpu {

inline Error gpu_error_of(gpu_error status, const char* command) {
  static_cast<void>(gpuGetLastError());  // HIP marks it as not to be ignored
  const std::string name = gpuGetErrorName(status);
  return Error{code_of_gpu_error(name),
               std::string(command) + ": " + name + " (" + gpuGetErrorString(status) + ")"};
}

}  // namespace fleetmark::gpu

#define FLEETMARK_GPU(call)                                            \
  if (const ::fleetmark::gpu::gpu_error fleetmark_gpu_status = (call); \
      fleetmark_gpu_status != ::fleetmark::gpu::kGpuSuccess)           \
  return ::fleetmark::gpu::gpu_error_of(fleetmark_gpu_status, #call)
