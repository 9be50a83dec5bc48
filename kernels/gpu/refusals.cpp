// SPDX-License-Identifier: Apache-2.0
// See refusals.h. Which errors leave the context usable: CUDA Runtime API, cudaError_t; those that
// ask for the process to be restarted are not listed.
#include "kernels/gpu/refusals.h"

#include <array>

namespace fleetmark::gpu {
namespace {

struct ErrorRow {
  std::string_view name;  // without the runtime's prefix
  ErrorCode code;
};
constexpr std::array<ErrorRow, 15> kRows{{
    {"MemoryAllocation", ErrorCode::kOutOfMemory},
    {"OutOfMemory", ErrorCode::kOutOfMemory},
    {"NoDevice", ErrorCode::kNoDevice},
    // What this device or driver cannot do.
    {"NotSupported", ErrorCode::kNotSupported},
    {"NoKernelImageForDevice", ErrorCode::kNotSupported},
    {"NoBinaryForGpu", ErrorCode::kNotSupported},
    {"InvalidDeviceFunction", ErrorCode::kNotSupported},
    {"UnsupportedPtxVersion", ErrorCode::kNotSupported},
    {"JitCompilerNotFound", ErrorCode::kNotSupported},
    {"PeerAccessUnsupported", ErrorCode::kNotSupported},
    {"TooManyPeers", ErrorCode::kNotSupported},
    // What this program should not have asked for: the case fails, the others go on.
    {"InvalidValue", ErrorCode::kInvalidMeasurement},
    {"InvalidConfiguration", ErrorCode::kInvalidMeasurement},
    {"LaunchOutOfResources", ErrorCode::kInvalidMeasurement},
    {"StreamCaptureUnsupported", ErrorCode::kInvalidMeasurement},
}};

}  // namespace

ErrorCode code_of_gpu_error(std::string_view name) {
  for (const std::string_view prefix : {"cudaError", "hipError"}) {
    if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  }
  for (const auto& row : kRows) {
    if (row.name == name) return row.code;
  }
  return ErrorCode::kDeviceLost;
}

Error does_not_run(std::string_view implementation, std::string_view needs,
                   const DeviceShape& device) {
  const std::string wanted =
      needs.empty() ? "another device (" + std::string(implementation) + ")" : std::string(needs);
  return Error{ErrorCode::kNotSupported, "needs " + wanted +
                                             "; this device has compute capability " +
                                             std::to_string(device.compute_major) + "." +
                                             std::to_string(device.compute_minor)};
}

}  // namespace fleetmark::gpu
