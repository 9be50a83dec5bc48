// SPDX-License-Identifier: Apache-2.0
// The counting that every peak kernel ends with.
#pragma once

namespace fleetmark::compute {

// The counts of all threads of a block into one; `sums` holds one entry a thread, a power of two.
template <int kThreads>
__device__ __forceinline__ void store_count(double* to, double (&sums)[kThreads], double count) {
  sums[threadIdx.x] = count;
  __syncthreads();
  for (int half = kThreads / 2; half > 0; half /= 2) {
    if (static_cast<int>(threadIdx.x) < half) sums[threadIdx.x] += sums[threadIdx.x + half];
    __syncthreads();
  }
  if (threadIdx.x == 0) to[blockIdx.x] = sums[0];
}

}  // namespace fleetmark::compute
