// SPDX-License-Identifier: Apache-2.0
// Operand sets of kernels whose operands are plain arrays: allocated, filled by the input formula,
// poisoned and read back. The arithmetic is left to those who derive.
#pragma once

#include <vector>

#include "kernels/gpu/gpu_kernel.h"

namespace fleetmark::gpu {

enum class Storage { kF32, kBf16, kInt8, kU32 };
constexpr Storage storage_of(DType dtype) {
  return dtype == DType::kBf16 ? Storage::kBf16 : Storage::kF32;
}
constexpr std::size_t bytes_of(Storage storage) {
  return storage == Storage::kInt8 ? 1 : storage == Storage::kBf16 ? 2 : 4;
}

struct ArrayPlan {
  Storage storage = Storage::kF32;
  std::int64_t elements = 0;  // of the spec
  int operand = 0;            // of an input: which formula
  bool is_magnitude = false;  // of an input: the formula's value without its sign
  // Where rows are padded: `width` elements of the spec lie in `pitch`, the rest is zero in an
  // input. Outputs are not padded.
  std::int64_t width = 1, pitch = 1;

  [[nodiscard]] std::int64_t stored() const { return elements / width * pitch; }
  [[nodiscard]] std::size_t bytes() const {
    return static_cast<std::size_t>(stored()) * bytes_of(storage);
  }
};

class ArrayKernel : public GpuKernel {
 public:
  ArrayKernel(std::vector<ArrayPlan> inputs, std::vector<ArrayPlan> outputs);

  virtual Result<> allocate(int sets);
  [[nodiscard]] int operand_sets() const override { return static_cast<int>(sets_.size()); }
  Result<> fill(gpu_stream stream, const InputRecipe& recipe) override;
  // Quiet NaN, the largest u32, the most negative int8: no right answer.
  Result<> poison(gpu_stream stream) override;
  [[nodiscard]] std::int64_t elements() const override;
  // The outputs one after the other, in the order of their plans.
  Result<> read(gpu_stream stream, int set, std::int64_t first, std::span<double> out) override;

 protected:
  template <typename T>
  [[nodiscard]] const T* in(int set, int input) const {
    return sets_[static_cast<std::size_t>(set)].inputs[static_cast<std::size_t>(input)].as<T>();
  }
  template <typename T>
  [[nodiscard]] T* out(int set, int output) const {
    return sets_[static_cast<std::size_t>(set)].outputs[static_cast<std::size_t>(output)].as<T>();
  }
  // Inputs that are not the formula's: true when the one that begins at `data` has been filled.
  virtual Result<bool> fill_own(gpu_stream, int input, void* data, const InputRecipe&);

 private:
  struct Set {
    std::vector<DeviceBuffer> inputs, outputs;
  };
  std::vector<ArrayPlan> inputs_, outputs_;
  std::vector<Set> sets_;
};

// Allocates and hands on, as every make() ends.
template <typename Kernel>
Result<std::unique_ptr<GpuKernel>> ready(std::unique_ptr<Kernel> kernel, int sets) {
  FLEETMARK_CHECK(kernel->allocate(sets));
  return std::unique_ptr<GpuKernel>(std::move(kernel));
}

}  // namespace fleetmark::gpu
