// SPDX-License-Identifier: Apache-2.0
// rms_norm and layer_norm on a GPU: see rowwise_reduce.cuh.
#include "kernels/rowwise/rowwise_reduce.cuh"

namespace fleetmark::rowwise {
namespace {

// 1 / width. Neither it nor the inverse root (2 units in the last place) has a slow path that would
// be a call and cost registers; together they err by less than 7 u where rows of one element are
// allowed 8 u.
__device__ __forceinline__ float part_of(int width) {
  return __fdividef(1.0F, static_cast<float>(width));
}

// out[c] = f(x, c's gain, c's bias) for every pack of the row.
template <typename T, int kElements, bool kHasBias, typename R, typename F>
__device__ __forceinline__ void write_row(const R& row, const Arrays& arrays, std::int64_t r,
                                          int width, F f) {
  using P = gpu::Pack<T, kElements>;
  row.each([&](const float(&values)[kElements], std::int64_t column) {
    float gain[kElements];
    float bias[kElements] = {};
    float result[kElements];
    P::load(static_cast<const T*>(arrays.y) + column).widen(gain);
    if constexpr (kHasBias) P::load(static_cast<const T*>(arrays.bias) + column).widen(bias);
#pragma unroll
    for (int i = 0; i < kElements; ++i) result[i] = f(values[i], gain[i], bias[i]);
    P::round(result).store(static_cast<T*>(arrays.out) + r * width + column);
  });
}

struct RmsNorm {
  template <typename T, int kElements, typename R>
  static __device__ __forceinline__ void run(const R& row, const Arrays& arrays, std::int64_t r,
                                             int width) {
    const float squares = row.template fold<gpu::Sum>([](float v) { return v * v; });
    const float factor = rsqrtf(squares * part_of(width) + static_cast<float>(kEpsilon));
    write_row<T, kElements, false>(
        row, arrays, r, width, [factor](float v, float gain, float) { return v * factor * gain; });
  }
};

// Two passes over the registers: the variance from the differences, not from a difference of sums.
struct LayerNorm {
  template <typename T, int kElements, typename R>
  static __device__ __forceinline__ void run(const R& row, const Arrays& arrays, std::int64_t r,
                                             int width) {
    const float sum = row.template fold<gpu::Sum>([](float v) { return v; });
    const float mean = sum * part_of(width);
    const float squares =
        row.template fold<gpu::Sum>([mean](float v) { return (v - mean) * (v - mean); });
    const float factor = rsqrtf(squares * part_of(width) + static_cast<float>(kEpsilon));
    write_row<T, kElements, true>(row, arrays, r, width,
                                  [mean, factor](float v, float gain, float bias) {
                                    return (v - mean) * factor * gain + bias;
                                  });
  }
};

}  // namespace

Result<> launch_norm(gpu::gpu_stream stream, Op op, const ReduceLaunch& launch) {
  return op == Op::kRmsNorm ? launch_reduce<RmsNorm>(stream, launch)
                            : launch_reduce<LayerNorm>(stream, launch);
}

}  // namespace fleetmark::rowwise
