// SPDX-License-Identifier: Apache-2.0
// optimizer.adamw on a GPU.
//
// Idea: a thread loads 16 bytes of gradients and the weights and moments that go with them, then
// stores the step: four to seven 16-byte loads in flight each.
// Bytes: optimizer_spec.h. Launch: blocks of 256 threads, one pack of gradients a thread, as many
// blocks as that takes. Known limit: what is left of the last pack is taken an element at a time.
#include <algorithm>
#include <limits>

#include "kernels/api/checked_sizes.h"
#include "kernels/gpu/array_gpu.h"
#include "kernels/gpu/packs.cuh"
#include "kernels/optimizer/optimizer_spec.h"

namespace fleetmark {
namespace optimizer {
namespace {

using gpu::gpu_stream;

constexpr int kThreads = 256;

template <typename T>
struct Arrays {
  const float *weight, *first, *second;
  const T* gradient;
  float *new_weight, *new_first, *new_second;
  std::uint16_t* copy;  // bf16 alone
};

struct State {
  float weight, first, second;
};
__device__ __forceinline__ State step_of(const State& s, float g) {
  constexpr auto kFirstCorrection = static_cast<float>(kRate * correction(kBeta1));
  constexpr auto kSecondCorrection = static_cast<float>(correction(kBeta2));
  State next;
  next.first = s.first * static_cast<float>(kBeta1) + g * static_cast<float>(1 - kBeta1);
  next.second = s.second * static_cast<float>(kBeta2) + g * g * static_cast<float>(1 - kBeta2);
  const float scale = sqrtf(next.second * kSecondCorrection) + static_cast<float>(kEpsilon);
  next.weight = s.weight - (next.first * kFirstCorrection / scale +
                            s.weight * static_cast<float>(kRate * kDecay));
  return next;
}

// Elements i .. i + kElements, all inside.
template <typename T, int kElements>
__device__ __forceinline__ void step_pack(const Arrays<T>& a, std::int64_t i) {
  using F = gpu::Pack<float, kElements>;
  float w[kElements], m[kElements], v[kElements], g[kElements];
  const F weight = F::load(a.weight + i);
  const F first = F::load(a.first + i);
  const F second = F::load(a.second + i);
  gpu::Pack<T, kElements>::load(a.gradient + i).widen(g);
  weight.widen(w);
  first.widen(m);
  second.widen(v);
#pragma unroll
  for (int e = 0; e < kElements; ++e) {
    const State next = step_of({w[e], m[e], v[e]}, g[e]);
    w[e] = next.weight;
    m[e] = next.first;
    v[e] = next.second;
  }
  F::round(w).store(a.new_weight + i);
  F::round(m).store(a.new_first + i);
  F::round(v).store(a.new_second + i);
  if constexpr (sizeof(T) == 2) gpu::Pack<std::uint16_t, kElements>::round(w).store(a.copy + i);
}

template <typename T>
__global__ void __launch_bounds__(kThreads) adamw_kernel(const Arrays<T> arrays, std::int64_t n) {
  constexpr int kElements = gpu::kPackElements<T>;
  const std::int64_t packs = n / kElements;
  const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * kThreads;
  const std::int64_t mine = static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x;
#pragma unroll 1
  for (std::int64_t pack = mine; pack < packs; pack += stride) {
    step_pack<T, kElements>(arrays, pack * kElements);
  }
  if (packs * kElements + mine < n) step_pack<T, 1>(arrays, packs * kElements + mine);
}

std::vector<gpu::ArrayPlan> input_plans(const Problem& problem) {
  const std::int64_t n = problem.size("n");
  return {{.elements = n},
          {.elements = n, .operand = 1},
          {.elements = n, .operand = 2, .is_magnitude = true},
          {.storage = gpu::storage_of(problem.dtype), .elements = n, .operand = 3}};
}

std::vector<gpu::ArrayPlan> output_plans(const Problem& problem) {
  const std::int64_t n = problem.size("n");
  std::vector<gpu::ArrayPlan> plans(3, {.elements = n});
  if (has_copy(problem.dtype)) {
    plans.push_back({.storage = gpu::storage_of(problem.dtype), .elements = n});
  }
  return plans;
}

template <typename T>
class AdamwGpu final : public gpu::ArrayKernel {
 public:
  explicit AdamwGpu(const Problem& problem)
      : ArrayKernel(input_plans(problem), output_plans(problem)), n_(problem.size("n")) {}

  Result<> enqueue(gpu_stream stream, int set) override {
    Arrays<T> arrays{in<float>(set, 0),  in<float>(set, 1),  in<float>(set, 2),  in<T>(set, 3),
                     out<float>(set, 0), out<float>(set, 1), out<float>(set, 2), nullptr};
    if constexpr (sizeof(T) == 2) arrays.copy = out<std::uint16_t>(set, 3);
    constexpr std::int64_t kTile = kThreads * gpu::kPackElements<T>;
    const std::int64_t blocks =
        std::min<std::int64_t>((n_ + kTile - 1) / kTile, std::numeric_limits<std::int32_t>::max());
    adamw_kernel<T><<<static_cast<unsigned>(blocks), kThreads, 0, stream>>>(arrays, n_);
    FLEETMARK_GPU(gpuGetLastError());
    return {};
  }

 private:
  std::int64_t n_;
};

Result<std::unique_ptr<gpu::GpuKernel>> make(const gpu::DeviceShape&, const Problem& problem,
                                             int sets) {
  FLEETMARK_CHECK(check_sizes(problem, optimizer_specs()[0]));
  if (problem.dtype == DType::kBf16) {
    return gpu::ready(std::make_unique<AdamwGpu<std::uint16_t>>(problem), sets);
  }
  return gpu::ready(std::make_unique<AdamwGpu<float>>(problem), sets);
}

bool anywhere(const gpu::DeviceShape&) { return true; }

const std::array<gpu::GpuVariant, 1> kVariants{{{"optimizer.adamw",
                                                 "vector",
                                                 "fleetmark, 16-byte accesses",
                                                 {DType::kF32, DType::kBf16},
                                                 false,
                                                 anywhere,
                                                 make}}};

}  // namespace
}  // namespace optimizer

std::span<const gpu::GpuVariant> optimizer_gpu_variants() { return optimizer::kVariants; }

}  // namespace fleetmark
