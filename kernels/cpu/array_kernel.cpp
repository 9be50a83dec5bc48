// SPDX-License-Identifier: Apache-2.0
// See array_kernel.h.
#include "kernels/cpu/array_kernel.h"

#include <algorithm>
#include <limits>

#include "kernels/api/rounding.h"
#include "kernels/cpu/input_fill.h"

namespace fleetmark::cpu {
namespace {

void poison_range(Storage storage, void* data, IndexRange range) {
  for (std::size_t i = range.begin; i < range.end; ++i) {
    switch (storage) {
      case Storage::kF32:
        static_cast<float*>(data)[i] = std::numeric_limits<float>::quiet_NaN();
        break;
      case Storage::kBf16:
        static_cast<std::uint16_t*>(data)[i] = 0x7FC0;
        break;
      case Storage::kF16:
        static_cast<std::uint16_t*>(data)[i] = 0x7E00;
        break;
      case Storage::kE4m3:
        static_cast<std::uint8_t*>(data)[i] = 0x7F;
        break;
      case Storage::kInt8:
        static_cast<std::int8_t*>(data)[i] = std::numeric_limits<std::int8_t>::min();
        break;
      case Storage::kU32:
        static_cast<std::uint32_t*>(data)[i] = std::numeric_limits<std::uint32_t>::max();
        break;
    }
  }
}

double element(Storage storage, const void* data, std::size_t i) {
  switch (storage) {
    case Storage::kBf16:
      return static_cast<double>(bf16_to_float(static_cast<const std::uint16_t*>(data)[i]));
    case Storage::kF16:
      return static_cast<double>(f16_to_float(static_cast<const std::uint16_t*>(data)[i]));
    case Storage::kE4m3:
      return static_cast<double>(e4m3_to_float(static_cast<const std::uint8_t*>(data)[i]));
    case Storage::kInt8:
      return static_cast<double>(static_cast<const std::int8_t*>(data)[i]);
    case Storage::kU32:
      return static_cast<double>(static_cast<const std::uint32_t*>(data)[i]);
    case Storage::kF32:
      break;
  }
  return static_cast<double>(static_cast<const float*>(data)[i]);
}

DType dtype_of(Storage storage) {
  switch (storage) {
    case Storage::kBf16:
      return DType::kBf16;
    case Storage::kF16:
      return DType::kF16;
    case Storage::kE4m3:
      return DType::kFp8E4m3;
    case Storage::kInt8:
      return DType::kInt8;
    default:
      return DType::kF32;
  }
}

}  // namespace

std::size_t bytes_of(Storage storage) {
  if (storage == Storage::kInt8 || storage == Storage::kE4m3) return 1;
  return storage == Storage::kBf16 || storage == Storage::kF16 ? 2 : 4;
}

Storage storage_of(DType dtype) {
  if (dtype == DType::kInt8) return Storage::kInt8;
  if (dtype == DType::kFp8E4m3) return Storage::kE4m3;
  if (dtype == DType::kF16) return Storage::kF16;
  return dtype == DType::kBf16 ? Storage::kBf16 : Storage::kF32;
}

void set_element(Storage storage, void* data, std::size_t i, float value) {
  if (storage == Storage::kF32) {
    static_cast<float*>(data)[i] = value;
  } else {
    static_cast<std::uint16_t*>(data)[i] =
        storage == Storage::kF16 ? f16_from_float(value) : bf16_from_float(value);
  }
}

Result<> ArrayKernel::allocate(int sets) {
  for (int set = 0; set < sets; ++set) {
    Set& operands = sets_.emplace_back();
    for (const auto& plan : input_plans_) {
      FLEETMARK_TRY(operands.inputs.emplace_back(),
                    HostBuffer::allocate(plan.elements * bytes_of(plan.storage)));
    }
    for (const auto& plan : output_plans_) {
      FLEETMARK_TRY(operands.outputs.emplace_back(),
                    HostBuffer::allocate(plan.elements * bytes_of(plan.storage)));
    }
  }
  return {};
}

Result<> ArrayKernel::fill(const InputRecipe& recipe) {
  team().run([this, &recipe](int worker) {
    for (auto& operands : sets_) {
      for (std::size_t i = 0; i < input_plans_.size(); ++i) {
        const ArrayPlan& plan = input_plans_[i];
        fill_share(static_cast<int>(i), operands.inputs[i].as<void>(),
                   share(plan.elements, worker, plan.grain), recipe);
      }
    }
  });
  return {};
}

void ArrayKernel::fill_share(int input, void* data, IndexRange range,
                             const InputRecipe& recipe) const {
  const ArrayPlan& plan = input_plan(input);
  const InputRun run{recipe, plan.operand, range.begin, range.end - range.begin};
  void* out = static_cast<char*>(data) + range.begin * bytes_of(plan.storage);
  if (plan.storage != Storage::kU32) return fill_inputs(dtype_of(plan.storage), run, out);
  for (std::size_t i = range.begin; i < range.end; ++i) {
    static_cast<std::uint32_t*>(data)[i] =
        static_cast<std::uint32_t>(input_bits(recipe.seed, plan.operand, i) >> 32);
  }
}

Result<> ArrayKernel::poison() {
  team().run([this](int worker) {
    for (auto& operands : sets_) {
      for (std::size_t i = 0; i < output_plans_.size(); ++i) {
        const ArrayPlan& plan = output_plans_[i];
        poison_range(plan.storage, operands.outputs[i].as<void>(),
                     share(plan.elements, worker, plan.grain));
      }
    }
  });
  return {};
}

std::int64_t ArrayKernel::elements() const {
  std::size_t sum = 0;
  for (const auto& plan : output_plans_) sum += plan.elements;
  return static_cast<std::int64_t>(sum);
}

Result<> ArrayKernel::read(std::int64_t first, std::span<double> out) {
  const Set& operands = sets_[read_set_];
  auto at = static_cast<std::size_t>(first);
  std::size_t done = 0;
  for (std::size_t i = 0; i < output_plans_.size(); ++i) {
    const ArrayPlan& plan = output_plans_[i];
    for (; at < plan.elements && done < out.size(); ++at, ++done) {
      out[done] = element(plan.storage, operands.outputs[i].as<void>(), at);
    }
    if (done == out.size()) break;
    at -= plan.elements;
  }
  return {};
}

}  // namespace fleetmark::cpu
