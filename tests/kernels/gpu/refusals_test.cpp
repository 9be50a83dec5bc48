// SPDX-License-Identifier: Apache-2.0
// What ends a session and what only a case: by the runtime's own names.
#include "kernels/gpu/refusals.h"

#include <gtest/gtest.h>

namespace fleetmark::gpu {
namespace {

TEST(Refusals, what_a_context_does_not_survive_ends_the_session) {
  for (const char* name :
       {"cudaErrorIllegalAddress", "cudaErrorLaunchFailure", "cudaErrorLaunchTimeout",
        "cudaErrorMisalignedAddress", "cudaErrorIllegalInstruction", "cudaErrorECCUncorrectable",
        "cudaErrorHardwareStackError", "cudaErrorUnknown", "hipErrorIllegalAddress", ""}) {
    EXPECT_EQ(code_of_gpu_error(name), ErrorCode::kDeviceLost) << name;
  }
}

TEST(Refusals, what_never_ran_concerns_one_case) {
  EXPECT_EQ(code_of_gpu_error("cudaErrorMemoryAllocation"), ErrorCode::kOutOfMemory);
  EXPECT_EQ(code_of_gpu_error("hipErrorOutOfMemory"), ErrorCode::kOutOfMemory);
  EXPECT_EQ(code_of_gpu_error("cudaErrorNoKernelImageForDevice"), ErrorCode::kNotSupported);
  EXPECT_EQ(code_of_gpu_error("hipErrorNoBinaryForGpu"), ErrorCode::kNotSupported);
  EXPECT_EQ(code_of_gpu_error("cudaErrorInvalidConfiguration"), ErrorCode::kInvalidMeasurement);
  EXPECT_EQ(code_of_gpu_error("cudaErrorLaunchOutOfResources"), ErrorCode::kInvalidMeasurement);
  EXPECT_EQ(code_of_gpu_error("cudaErrorNoDevice"), ErrorCode::kNoDevice);
}

TEST(Refusals, a_variant_says_what_it_needs_and_what_is_there) {
  DeviceShape a100;
  a100.compute_major = 8;
  const Error error = does_not_run("fleetmark, bulk-copy engine", "bulk copies", a100);
  EXPECT_EQ(error.code, ErrorCode::kNotSupported);
  EXPECT_EQ(error.message, "needs bulk copies; this device has compute capability 8.0");
  EXPECT_NE(does_not_run("fleetmark, wgmma", "", a100).message.find("fleetmark, wgmma"),
            std::string::npos);
}

}  // namespace
}  // namespace fleetmark::gpu
