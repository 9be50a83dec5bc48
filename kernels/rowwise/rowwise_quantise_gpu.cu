// SPDX-License-Identifier: Apache-2.0
// quantise on a GPU: see rowwise_reduce.cuh.
#include "kernels/rowwise/rowwise_reduce.cuh"

namespace fleetmark::rowwise {
namespace {

template <int kElements>
__device__ __forceinline__ void store_codes(std::int8_t* to, const int (&code)[kElements]) {
  if constexpr (kElements == 1) {
    *to = static_cast<std::int8_t>(code[0]);
  } else {
    unsigned word[kElements / 4];
#pragma unroll
    for (int w = 0; w < kElements / 4; ++w) {
      word[w] = 0;
#pragma unroll
      for (int i = 0; i < 4; ++i) {
        word[w] |= (static_cast<unsigned>(code[4 * w + i]) & 0xFFU) << (8 * i);
      }
    }
    if constexpr (kElements == 4) {
      *reinterpret_cast<unsigned*>(to) = word[0];
    } else {
      *reinterpret_cast<uint2*>(to) = make_uint2(word[0], word[1]);
    }
  }
}

struct Quantise {
  template <typename T, int kElements, typename R>
  static __device__ __forceinline__ void run(const R& row, const Arrays& arrays, std::int64_t r,
                                             int width) {
    const float most = row.template fold<gpu::Largest>([](float v) { return fabsf(v); });
    if (threadIdx.x % R::kRowThreads == 0) arrays.scales[r] = most / 127.0F;
    const float factor = most > 0 ? 127.0F / most : 0.0F;
    std::int8_t* const out = static_cast<std::int8_t*>(arrays.out) + r * width;
    row.each([&](const float(&values)[kElements], std::int64_t column) {
      int code[kElements];
#pragma unroll
      for (int i = 0; i < kElements; ++i) code[i] = __float2int_rn(values[i] * factor);
      store_codes(out + column, code);
    });
  }
};

}  // namespace

Result<> launch_quantise(gpu::gpu_stream stream, const ReduceLaunch& launch) {
  return launch_reduce<Quantise>(stream, launch);
}

}  // namespace fleetmark::rowwise
