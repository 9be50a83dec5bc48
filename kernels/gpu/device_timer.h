// SPDX-License-Identifier: Apache-2.0
// Which SM runs this and what the device's global timer says. Where the runtime has no name for an
// SM, every stamp is out of range and the clock stays unknown.
#pragma once

#include "kernels/gpu/gpu_runtime.h"

namespace fleetmark::gpu {

__device__ inline unsigned this_sm() {
#if defined(FLEETMARK_HIP)
  return ~0U;
#else
  unsigned sm;
  asm volatile("mov.u32 %0, %%smid;" : "=r"(sm));
  return sm;
#endif
}

__device__ inline unsigned long long global_timer_ns() {
#if defined(FLEETMARK_HIP)
  return 0;
#else
  unsigned long long ns;
  asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(ns));
  return ns;
#endif
}

}  // namespace fleetmark::gpu
