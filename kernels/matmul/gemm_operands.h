// SPDX-License-Identifier: Apache-2.0
// Operand sets of a GEMM in the layout the libraries take: plain row-major arrays of the element
// type.
#pragma once

#include <vector>

#include "kernels/cpu/cpu_kernel.h"
#include "kernels/cpu/host_buffer.h"
#include "kernels/matmul/matmul_spec.h"

namespace fleetmark::matmul {

struct GemmSet {
  cpu::HostBuffer a, b, c;
};

// Allocation, filling, poisoning and reading back; the multiplying is left to those who derive.
class GemmKernel : public PreparedKernel, public OutputReader {
 public:
  GemmKernel(cpu::CpuContext& context, const Problem& problem)
      : context_(&context), dtype_(problem.dtype), shape_(shape_of(problem)) {}

  Result<> allocate(int sets);
  [[nodiscard]] int operand_sets() const override { return static_cast<int>(sets_.size()); }
  Result<> fill(const InputRecipe& recipe) override;
  Result<> poison() override;
  OutputReader& output(int set) override {
    read_set_ = static_cast<std::size_t>(set);
    return *this;
  }
  [[nodiscard]] std::int64_t elements() const override { return shape_.m * shape_.n; }
  Result<> read(std::int64_t first, std::span<double> out) override;

 protected:
  [[nodiscard]] const Shape& shape() const { return shape_; }
  [[nodiscard]] DType dtype() const { return dtype_; }
  [[nodiscard]] cpu::CpuContext& context() const { return *context_; }
  GemmSet& set(int index) { return sets_[static_cast<std::size_t>(index)]; }

 private:
  cpu::CpuContext* context_;
  DType dtype_;
  Shape shape_;
  std::vector<GemmSet> sets_;
  std::size_t read_set_ = 0;
};

}  // namespace fleetmark::matmul
