// SPDX-License-Identifier: Apache-2.0
// How many blocks of a compiled kernel an SM holds: asked of the runtime, which knows its
// registers.
#pragma once

#include "kernels/gpu/gpu_check.h"

namespace fleetmark::gpu {

template <typename Kernel>
Result<int> resident_blocks_per_sm(Kernel kernel, int threads, std::size_t dynamic_shared_bytes) {
  if (dynamic_shared_bytes > 48 * 1024) {  // beyond this a kernel must ask
    FLEETMARK_GPU(gpuFuncSetAttribute(reinterpret_cast<const void*>(kernel),
                                      gpuFuncAttributeMaxDynamicSharedMemorySize,
                                      static_cast<int>(dynamic_shared_bytes)));
  }
  int blocks = 0;
  FLEETMARK_GPU(
      gpuOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, kernel, threads, dynamic_shared_bytes));
  if (blocks == 0) {
    return Error{ErrorCode::kNotSupported, "an SM of this device cannot hold one block of it"};
  }
  return blocks;
}

}  // namespace fleetmark::gpu
