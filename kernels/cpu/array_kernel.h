// SPDX-License-Identifier: Apache-2.0
// A team kernel whose operands are plain arrays: allocation, first touch by the workers that use
// them, filling by formula, poisoning and reading back. Those who derive compute, and fill what is
// not simply input_value() in order.
#pragma once

#include <vector>

#include "kernels/cpu/cpu_kernel.h"
#include "kernels/cpu/host_buffer.h"
#include "kernels/cpu/team_kernel.h"

namespace fleetmark::cpu {

enum class Storage { kF32, kBf16, kF16, kE4m3, kInt8, kU32 };
std::size_t bytes_of(Storage storage);
Storage storage_of(DType dtype);  // of f32, bf16, f16, fp8_e4m3 and int8

// Element i of an array of f32, bf16 or f16: `value`, rounded to nearest even.
void set_element(Storage storage, void* data, std::size_t i, float value);

struct ArrayPlan {
  Storage storage = Storage::kF32;
  std::size_t elements = 0;
  // What a worker owns is a multiple of this: the elements of a row, or of whole pages.
  std::size_t grain = 1024;
  int operand = 0;  // of an input: which operand of the formula
};

class ArrayKernel : public TeamKernel, public OutputReader {
 public:
  ArrayKernel(ThreadTeam& team, std::vector<ArrayPlan> inputs, std::vector<ArrayPlan> outputs)
      : TeamKernel(team), input_plans_(std::move(inputs)), output_plans_(std::move(outputs)) {}

  Result<> allocate(int sets);
  [[nodiscard]] int operand_sets() const override { return static_cast<int>(sets_.size()); }
  Result<> fill(const InputRecipe& recipe) override;
  // Floating-point outputs get a quiet NaN, int8 its least value, indices the largest.
  Result<> poison() override;
  OutputReader& output(int set) override {
    read_set_ = static_cast<std::size_t>(set);
    return *this;
  }
  // The outputs one after the other, in the order of their plans.
  [[nodiscard]] std::int64_t elements() const override;
  Result<> read(std::int64_t first, std::span<double> out) override;

 protected:
  // Fills the share of one worker of one input.
  virtual void fill_share(int input, void* data, IndexRange range, const InputRecipe& recipe) const;
  [[nodiscard]] const ArrayPlan& input_plan(int input) const {
    return input_plans_[static_cast<std::size_t>(input)];
  }
  // The same share of every array that is split by rows of `grain` elements.
  [[nodiscard]] IndexRange share(std::size_t elements, int worker, std::size_t grain) const {
    return split(elements, worker, team().size(), grain);
  }
  template <typename T>
  [[nodiscard]] T* in(int set, int input) const {
    const Set& operands = sets_[static_cast<std::size_t>(set)];
    return operands.inputs[static_cast<std::size_t>(input)].as<T>();
  }
  template <typename T>
  [[nodiscard]] T* out(int set, int output) const {
    const Set& operands = sets_[static_cast<std::size_t>(set)];
    return operands.outputs[static_cast<std::size_t>(output)].as<T>();
  }

 private:
  struct Set {
    std::vector<HostBuffer> inputs, outputs;
  };
  std::vector<ArrayPlan> input_plans_, output_plans_;
  std::vector<Set> sets_;
  std::size_t read_set_ = 0;
};

// Where whole cache lines begin in room for working values; ask for kLineFloats more than needed.
inline constexpr std::size_t kLineFloats = 16;
inline float* aligned(std::vector<float>& room) {
  const auto misplaced =
      reinterpret_cast<std::uintptr_t>(room.data()) / sizeof(float) % kLineFloats;
  return room.data() + (kLineFloats - misplaced) % kLineFloats;
}

// The last steps of every maker.
template <typename Kernel>
Result<std::unique_ptr<PreparedKernel>> ready(std::unique_ptr<Kernel> kernel,
                                              const PrepareOptions& options) {
  FLEETMARK_CHECK(kernel->allocate(options.operand_sets));
  FLEETMARK_CHECK(kernel->fill(options.recipe));
  FLEETMARK_CHECK(kernel->poison());
  return std::unique_ptr<PreparedKernel>(std::move(kernel));
}

}  // namespace fleetmark::cpu
