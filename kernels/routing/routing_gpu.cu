// SPDX-License-Identifier: Apache-2.0
// routing.top_k on a GPU.
//
// Idea: a warp holds a row in registers; each of k rounds finds the largest key that is left by two
//   warp-wide reductions (value, then lowest index) and the lane that held it looks for its next.
// Bytes: routing_spec.h. Launch: blocks of 256 threads, a warp per row.
// Known limit: more than 1024 experts are read again in every round, from the first-level cache;
// for k of 8 the rounds, not memory, set the pace.
#include <algorithm>
#include <limits>

#include "kernels/gpu/array_gpu.h"
#include "kernels/gpu/packs.cuh"
#include "kernels/routing/routing_layout.h"
#include "kernels/routing/routing_spec.h"

namespace fleetmark {
namespace routing {
namespace {

using gpu::gpu_stream;

constexpr int kThreads = 256;
constexpr unsigned kAll = 0xFFFFFFFFU;
constexpr std::uint32_t kNobody = 0xFFFFFFFFU;

struct Best {
  std::uint32_t key = 0;
  std::uint32_t expert = kNobody;
};

// A lane's part of a row in registers.
template <int kParts>
class HeldRow {
 public:
  __device__ __forceinline__ HeldRow(const float* logits, int experts, int lane) : lane_(lane) {
#pragma unroll
    for (int part = 0; part < kParts; ++part) {
      const int expert = expert_of(lane, part);
      key_[part] = expert < experts ? key_of(__float_as_uint(logits[expert] + 0.0F)) : 0;
    }
  }
  // The largest that is left, the first of equals; what has been taken is struck out.
  __device__ __forceinline__ Best next(const Best& taken) {
    Best best;
#pragma unroll
    for (int part = 0; part < kParts; ++part) {
      const auto expert = static_cast<std::uint32_t>(expert_of(lane_, part));
      if (expert == taken.expert) key_[part] = 0;
      if (key_[part] > best.key) best = {key_[part], expert};
    }
    return best;
  }

 private:
  std::uint32_t key_[kParts];
  int lane_;
};

// Any number of experts: what comes after the last taken, in the order of the answer.
template <>
class HeldRow<0> {
 public:
  __device__ __forceinline__ HeldRow(const float* logits, int experts, int lane)
      : logits_(logits), experts_(experts), lane_(lane) {}
  __device__ __forceinline__ Best next(const Best& taken) const {
    Best best;
    for (std::int64_t expert = lane_; expert < experts_; expert += kLanes) {
      const std::uint32_t key = key_of(__float_as_uint(logits_[expert] + 0.0F));
      const auto number = static_cast<std::uint32_t>(expert);
      const bool is_left =
          taken.expert == kNobody || key < taken.key || (key == taken.key && number > taken.expert);
      if (is_left && key > best.key) best = {key, number};
    }
    return best;
  }

 private:
  const float* logits_;
  int experts_;
  int lane_;
};

template <int kParts>
__device__ __forceinline__ void choose(const float* logits, std::uint32_t* indices, float* weights,
                                       int experts, int k) {
  const int lane = static_cast<int>(threadIdx.x) % kLanes;
  HeldRow<kParts> row(logits, experts, lane);
  Best taken;
  float largest = 0;
  float sum = 0;
  float my_weight = 0;  // of round `lane` of the 32 rounds under way
  std::uint32_t my_index = 0;
#pragma unroll 1
  for (int round = 0; round < k; ++round) {
    const Best mine = row.next(taken);
    taken.key = __reduce_max_sync(kAll, mine.key);
    taken.expert = __reduce_min_sync(kAll, mine.key == taken.key ? mine.expert : kNobody);
    const float logit = __uint_as_float(bits_of(taken.key));
    if (round == 0) largest = logit;
    const float weight = expf(logit - largest);
    sum += weight;
    if (lane == round % kLanes) {
      my_weight = weight;
      my_index = taken.expert;
    }
    if (k > kLanes && (round % kLanes == kLanes - 1 || round == k - 1)) {
      const int at = round / kLanes * kLanes + lane;
      if (at <= round) {
        indices[at] = my_index;
        weights[at] = my_weight;
      }
    }
  }
  if (k <= kLanes) {
    if (lane < k) {
      indices[lane] = my_index;
      weights[lane] = my_weight / sum;
    }
    return;
  }
  for (int at = lane; at < k; at += kLanes) weights[at] /= sum;  // each lane its own
}

template <int kParts>
__global__ void __launch_bounds__(kThreads)
    top_k_kernel(const float* __restrict__ logits, std::uint32_t* __restrict__ indices,
                 float* __restrict__ weights, const Shape shape) {
  constexpr std::int64_t kRows = kThreads / kLanes;
  const std::int64_t mine = threadIdx.x / kLanes;
#pragma unroll 1
  for (std::int64_t row = blockIdx.x * kRows + mine; row < shape.rows; row += gridDim.x * kRows) {
    choose<kParts>(logits + row * shape.experts, indices + row * shape.k, weights + row * shape.k,
                   static_cast<int>(shape.experts), static_cast<int>(shape.k));
  }
}

using Kernel = void (*)(const float*, std::uint32_t*, float*, Shape);
Kernel kernel_for(std::int64_t experts) {
  if (experts <= 4 * kLanes) return top_k_kernel<4>;
  if (experts <= 8 * kLanes) return top_k_kernel<8>;
  return experts <= 32 * kLanes ? top_k_kernel<32> : top_k_kernel<0>;
}

class TopKGpu final : public gpu::ArrayKernel {
 public:
  explicit TopKGpu(const Shape& shape)
      : ArrayKernel({{.elements = shape.rows * shape.experts}},
                    {{.storage = gpu::Storage::kU32, .elements = shape.rows * shape.k},
                     {.elements = shape.rows * shape.k}}),
        shape_(shape) {}

  Result<> enqueue(gpu_stream stream, int set) override {
    constexpr std::int64_t kRows = kThreads / kLanes;
    const std::int64_t blocks = std::min<std::int64_t>((shape_.rows + kRows - 1) / kRows,
                                                       std::numeric_limits<std::int32_t>::max());
    kernel_for(shape_.experts)<<<static_cast<unsigned>(blocks), kThreads, 0, stream>>>(
        in<float>(set, 0), out<std::uint32_t>(set, 0), out<float>(set, 1), shape_);
    FLEETMARK_GPU(gpuGetLastError());
    return {};
  }

 private:
  Shape shape_;
};

Result<std::unique_ptr<gpu::GpuKernel>> make(const gpu::DeviceShape&, const Problem& problem,
                                             int sets) {
  FLEETMARK_TRY(const Shape shape, checked_shape(problem));
  return gpu::ready(std::make_unique<TopKGpu>(shape), sets);
}

bool anywhere(const gpu::DeviceShape&) { return true; }

const std::array<gpu::GpuVariant, 1> kVariants{
    {{"routing.top_k", "warp", "fleetmark, a warp per row", {DType::kF32}, false, anywhere, make}}};

}  // namespace
}  // namespace routing

std::span<const gpu::GpuVariant> routing_gpu_variants() { return routing::kVariants; }

}  // namespace fleetmark
