// SPDX-License-Identifier: Apache-2.0
// The memory family by CUB, the ecosystem's tuned library: a rival, timed on the same operands.
// DeviceReduce for read, DeviceTransform for what maps arrays to an array.
#include <cub/device/device_reduce.cuh>
#include <cub/device/device_transform.cuh>

#include "kernels/memory/memory_gpu_launch.h"

namespace fleetmark::memory {
namespace {

using Word = unsigned long long;

bool computes(Op op) { return op != Op::kWrite && op != Op::kDot && op != Op::kReread; }

template <typename T>
struct Same {
  __device__ T operator()(T b) const { return b; }
};
template <typename T>
struct Scaled {
  __device__ T operator()(T b) const { return static_cast<T>(kScalar) * b; }
};
template <typename T>
struct Sum {
  __device__ T operator()(T b, T c) const { return b + c; }
};
template <typename T>
struct Triad {
  __device__ T operator()(T b, T c) const { return b + static_cast<T>(kScalar) * c; }
};

gpu::gpu_error sum_words(const MemoryTask& task, void* scratch, std::size_t& scratch_bytes,
                         const void* words, void* sum, gpu::gpu_stream stream) {
  return cub::DeviceReduce::Sum(scratch, scratch_bytes, static_cast<const Word*>(words),
                                static_cast<Word*>(sum), task.bytes() / 8, stream);
}

Result<gpu::StreamPlan> plan(const gpu::DeviceShape&, const MemoryTask& task) {
  if (task.op == Op::kRead && task.bytes() % 8 != 0) {
    return Error{ErrorCode::kNotSupported, "CUB sums whole 64-bit words: n must be even"};
  }
  return gpu::StreamPlan{.blocks = 0};  // the library chooses; its sum goes to the first word
}

Result<std::size_t> scratch(const MemoryTask& task) {
  std::size_t bytes = 0;
  if (task.op == Op::kRead) {
    FLEETMARK_GPU(sum_words(task, nullptr, bytes, nullptr, nullptr, nullptr));
  }
  return bytes;
}

template <typename T>
gpu::gpu_error transform(const MemoryCall& call) {
  using cub::DeviceTransform;
  auto* a = static_cast<T*>(call.a);
  const auto* b = static_cast<const T*>(call.b);
  const auto inputs = cuda::std::make_tuple(b, static_cast<const T*>(call.c));
  const std::int64_t n = call.task.n;
  switch (call.task.op) {
    case Op::kScale:
      return DeviceTransform::Transform(b, a, n, Scaled<T>{}, call.stream);
    case Op::kAdd:
      return DeviceTransform::Transform(inputs, a, n, Sum<T>{}, call.stream);
    case Op::kTriad:
      return DeviceTransform::Transform(inputs, a, n, Triad<T>{}, call.stream);
    default:
      return DeviceTransform::Transform(b, a, n, Same<T>{}, call.stream);
  }
}

Result<> launch(const MemoryCall& call) {
  if (call.task.op == Op::kRead) {
    std::size_t bytes = call.scratch_bytes;
    FLEETMARK_GPU(sum_words(call.task, call.scratch, bytes, call.b, call.partial, call.stream));
    return {};
  }
  if (call.task.dtype == DType::kF64) {
    FLEETMARK_GPU(transform<double>(call));
  } else {
    FLEETMARK_GPU(transform<float>(call));
  }
  return {};
}

}  // namespace

const MemoryStrategy& cub_rival() {
  static const MemoryStrategy strategy{
      "cub", "CUB (DeviceTransform, DeviceReduce)", true, runs_everywhere, computes, plan, scratch,
      launch};
  return strategy;
}

}  // namespace fleetmark::memory
