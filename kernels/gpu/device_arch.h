// SPDX-License-Identifier: Apache-2.0
// The architecture that device code is being compiled for, as a number: 890 for sm_89; 0 in host
// code. For the few instructions that only some listed architectures have.
#pragma once

namespace fleetmark::gpu {

#if defined(__CUDA_ARCH__)
constexpr int kDeviceArch = __CUDA_ARCH__;
#else
constexpr int kDeviceArch = 0;
#endif

}  // namespace fleetmark::gpu
