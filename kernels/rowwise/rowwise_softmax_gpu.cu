// SPDX-License-Identifier: Apache-2.0
// softmax on a GPU: see rowwise_reduce.cuh.
#include "kernels/rowwise/rowwise_reduce.cuh"

namespace fleetmark::rowwise {
namespace {

// e^x for x <= 0 by one instruction after a product: taken twice, it is cheaper than keeping it.
// Errs by 2 units in the last place of 2^y and by 2 u |x| in y, as the tolerance allows.
__device__ __forceinline__ float exponential(float x) {
  float y = x * 1.44269504F;
  asm("ex2.approx.ftz.f32 %0, %0;" : "+f"(y));
  return y;
}

struct Softmax {
  template <typename T, int kElements, typename R>
  static __device__ __forceinline__ void run(const R& row, const Arrays& arrays, std::int64_t r,
                                             int width) {
    const float most = row.template fold<gpu::Largest>([](float v) { return v; });
    const float sum =
        row.template fold<gpu::Sum>([most](float v) { return exponential(v - most); });
    const float factor = 1.0F / sum;
    T* const out = static_cast<T*>(arrays.out) + r * width;
    row.each([&](const float(&values)[kElements], std::int64_t column) {
      float result[kElements];
#pragma unroll
      for (int i = 0; i < kElements; ++i) result[i] = exponential(values[i] - most) * factor;
      gpu::Pack<T, kElements>::round(result).store(out + column);
    });
  }
};

}  // namespace

Result<> launch_softmax(gpu::gpu_stream stream, const ReduceLaunch& launch) {
  return launch_reduce<Softmax>(stream, launch);
}

}  // namespace fleetmark::rowwise
