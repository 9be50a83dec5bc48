// SPDX-License-Identifier: Apache-2.0
// The second kernel of decode: what the splits left becomes the answer (Dao and others 2023,
// "Flash-Decoding for long-context inference").
//
// Idea: every part shrinks by the difference of its largest score to the largest of all.
// Bytes: parts x value, small beside the caches. Launch: 128 threads per row of the answer.
// Known limit: a launch of its own, some microseconds beside caches of a few MB.
#include "kernels/attention/decode_tiles.cuh"

namespace fleetmark::attention {
namespace {

constexpr int kThreads = 128;

template <typename T>
__global__ void __launch_bounds__(kThreads) combine_kernel(const DecodeArguments args) {
  const DecodePlan& plan = args.plan;
  const std::int64_t cache = blockIdx.x / args.rows.rows;
  const std::int64_t head = blockIdx.x % args.rows.rows;
  const DecodeBlock first{cache, head / plan.rows, 0};
  const std::int64_t begin = part_of(plan, first) * plan.rows + head % plan.rows;
  const auto splits = static_cast<int>(plan.splits);
  const auto figures = [&](int split) {
    return *reinterpret_cast<const float2*>(
        args.figures + (begin + static_cast<std::int64_t>(split) * plan.rows) * 2);
  };
  const int lane = static_cast<int>(threadIdx.x) % 32;
  float most = kNoScore;
  for (int split = lane; split < splits; split += 32) most = fmaxf(most, figures(split).x);
  most = gpu::fold_lanes<gpu::Largest>(most);
  float sum = 0;
  for (int split = lane; split < splits; split += 32) {
    sum += figures(split).y * power_of_two(figures(split).x - most);
  }
  sum = gpu::fold_lanes<gpu::Sum>(sum);
  for (int element = static_cast<int>(threadIdx.x); element < args.value; element += kThreads) {
    float value = 0;
#pragma unroll 8
    for (int split = 0; split < splits; ++split) {
      const std::int64_t row = begin + static_cast<std::int64_t>(split) * plan.rows;
      value += args.sums[row * args.value + element] * power_of_two(figures(split).x - most);
    }
    const float result[1] = {value / sum};
    const std::int64_t to = static_cast<std::int64_t>(blockIdx.x) * args.value + element;
    gpu::Pack<T, 1>::round(result).store(static_cast<T*>(args.out) + to);
  }
}

}  // namespace

Result<> launch_combine(gpu::gpu_stream stream, const DecodeArguments& args, bool is_bf16) {
  const auto rows = static_cast<unsigned>(args.plan.units / args.plan.row_tiles * args.rows.rows);
  if (is_bf16) {
    combine_kernel<std::uint16_t><<<rows, kThreads, 0, stream>>>(args);
  } else {
    combine_kernel<float><<<rows, kThreads, 0, stream>>>(args);
  }
  FLEETMARK_GPU(gpuGetLastError());
  return {};
}

}  // namespace fleetmark::attention
