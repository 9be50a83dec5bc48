// SPDX-License-Identifier: Apache-2.0
// See array_gpu.h.
#include <algorithm>

#include "kernels/api/rounding.h"
#include "kernels/gpu/array_gpu.h"

namespace fleetmark::gpu {
namespace {

constexpr int kThreads = 256;
constexpr int kBlocks = 2048;  // enough for any device; each thread takes many elements

template <Storage kStorage>
struct Stored;
template <>
struct Stored<Storage::kF32> {
  using Type = float;
  static __device__ float from(float v) { return v; }
};
template <>
struct Stored<Storage::kBf16> {
  using Type = std::uint16_t;
  static __device__ std::uint16_t from(float v) { return bf16_from_float(v); }
};

// Idea: every input by its formula. Bytes: one write. Launch: grid-stride, 256 threads. Known
// limit: none, it is not timed.
template <Storage kStorage>
__global__ void __launch_bounds__(kThreads)
    fill_kernel(typename Stored<kStorage>::Type* to, std::int64_t count, ArrayPlan plan,
                InputRecipe recipe) {
  const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * kThreads;
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x; i < count;
       i += stride) {
    const std::int64_t row = i / plan.pitch;
    const std::int64_t column = i % plan.pitch;
    float value = 0;
    if (column < plan.width) {
      value =
          input_value(recipe, plan.operand, static_cast<std::uint64_t>(row * plan.width + column));
    }
    to[i] = Stored<kStorage>::from(plan.is_magnitude ? fabsf(value) : value);
  }
}

// The same for codes, which are never padded.
__global__ void __launch_bounds__(kThreads)
    fill_codes_kernel(std::int8_t* to, ArrayPlan plan, InputRecipe recipe) {
  const std::int64_t stride = static_cast<std::int64_t>(gridDim.x) * kThreads;
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x;
       i < plan.elements; i += stride) {
    to[i] = input_value_int8(recipe, plan.operand, static_cast<std::uint64_t>(i));
  }
}

Result<> fill_input(gpu_stream stream, const ArrayPlan& plan, void* data,
                    const InputRecipe& recipe) {
  if (plan.storage == Storage::kF32) {
    fill_kernel<Storage::kF32>
        <<<kBlocks, kThreads, 0, stream>>>(static_cast<float*>(data), plan.stored(), plan, recipe);
  } else if (plan.storage == Storage::kBf16) {
    fill_kernel<Storage::kBf16><<<kBlocks, kThreads, 0, stream>>>(static_cast<std::uint16_t*>(data),
                                                                  plan.stored(), plan, recipe);
  } else {
    FLEETMARK_ASSERT(plan.storage == Storage::kInt8);  // u32 is filled by its owner
    fill_codes_kernel<<<kBlocks, kThreads, 0, stream>>>(static_cast<std::int8_t*>(data), plan,
                                                        recipe);
  }
  FLEETMARK_GPU(gpuGetLastError());
  return {};
}

double widened(Storage storage, const unsigned char* from) {
  const auto as = [from]<typename T>(T value) {
    std::copy_n(from, sizeof value, reinterpret_cast<unsigned char*>(&value));
    return value;
  };
  switch (storage) {
    case Storage::kF32:
      return as(float{});
    case Storage::kBf16:
      return bf16_to_float(as(std::uint16_t{}));
    case Storage::kInt8:
      return as(std::int8_t{});
    case Storage::kU32:
      break;
  }
  return as(std::uint32_t{});
}

// Elements first .. of one output; waits.
Result<> read_part(gpu_stream stream, Storage storage, const unsigned char* data,
                   std::int64_t first, std::span<double> out) {
  const std::size_t element = bytes_of(storage);
  std::vector<unsigned char> bytes(out.size() * element);
  FLEETMARK_GPU(gpuMemcpyAsync(bytes.data(), data + static_cast<std::size_t>(first) * element,
                               bytes.size(), gpuMemcpyDeviceToHost, stream));
  FLEETMARK_GPU(gpuStreamSynchronize(stream));
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = widened(storage, bytes.data() + i * element);
  }
  return {};
}

}  // namespace

ArrayKernel::ArrayKernel(std::vector<ArrayPlan> inputs, std::vector<ArrayPlan> outputs)
    : inputs_(std::move(inputs)), outputs_(std::move(outputs)) {}

Result<> ArrayKernel::allocate(int sets) {
  for (int i = 0; i < sets; ++i) {
    Set& set = sets_.emplace_back();
    for (const auto& plan : inputs_) {
      FLEETMARK_TRY(auto buffer, DeviceBuffer::allocate(plan.bytes()));
      set.inputs.push_back(std::move(buffer));
    }
    for (const auto& plan : outputs_) {
      FLEETMARK_TRY(auto buffer, DeviceBuffer::allocate(plan.bytes()));
      set.outputs.push_back(std::move(buffer));
    }
  }
  return {};
}

Result<bool> ArrayKernel::fill_own(gpu_stream, int, void*, const InputRecipe&) { return false; }

Result<> ArrayKernel::fill(gpu_stream stream, const InputRecipe& recipe) {
  for (const auto& set : sets_) {
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      void* const data = set.inputs[i].as<void>();
      FLEETMARK_TRY(const bool is_done, fill_own(stream, static_cast<int>(i), data, recipe));
      if (!is_done) FLEETMARK_CHECK(fill_input(stream, inputs_[i], data, recipe));
    }
  }
  return {};
}

Result<> ArrayKernel::poison(gpu_stream stream) {
  for (const auto& set : sets_) {
    for (std::size_t i = 0; i < outputs_.size(); ++i) {
      const int byte = outputs_[i].storage == Storage::kInt8 ? 0x80 : 0xFF;
      FLEETMARK_GPU(gpuMemsetAsync(set.outputs[i].as<void>(), byte, outputs_[i].bytes(), stream));
    }
  }
  return {};
}

std::int64_t ArrayKernel::elements() const {
  std::int64_t sum = 0;
  for (const auto& plan : outputs_) sum += plan.elements;
  return sum;
}

Result<> ArrayKernel::read(gpu_stream stream, int set, std::int64_t first, std::span<double> out) {
  const Set& from = sets_[static_cast<std::size_t>(set)];
  for (std::size_t i = 0; i < outputs_.size() && !out.empty(); ++i) {
    const ArrayPlan& plan = outputs_[i];
    if (first < plan.elements) {
      const auto count = static_cast<std::size_t>(
          std::min(plan.elements - first, static_cast<std::int64_t>(out.size())));
      FLEETMARK_CHECK(read_part(stream, plan.storage, from.outputs[i].as<unsigned char>(), first,
                                out.first(count)));
      out = out.subspan(count);
      first = 0;
    } else {
      first -= plan.elements;
    }
  }
  return {};
}

}  // namespace fleetmark::gpu
