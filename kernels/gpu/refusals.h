// SPDX-License-Identifier: Apache-2.0
// What an error of the GPU runtime means for the session, and why a variant does not run on a
// device. Pure: tested without a runtime.
#pragma once

#include <string>
#include <string_view>

#include "kernels/api/result.h"
#include "kernels/gpu/launch_plan.h"

namespace fleetmark::gpu {

// By the name that the runtime gives the error, "cudaError..." or "hipError...". What was refused
// before anything ran leaves the device as it was and concerns one case; all the rest may have
// spoilt the context and ends the session.
ErrorCode code_of_gpu_error(std::string_view name);

// "needs bulk copies of ...; this device has compute capability 8.0".
Error does_not_run(std::string_view implementation, std::string_view needs,
                   const DeviceShape& device);

}  // namespace fleetmark::gpu
