// SPDX-License-Identifier: Apache-2.0
// See gemm_operands.h.
#include "kernels/matmul/gemm_operands.h"

#include <limits>

#include "kernels/cpu/input_fill.h"

namespace fleetmark::matmul {
namespace {

constexpr std::size_t kGrain = 4096;  // elements: whole pages of every type

void fill_range(DType dtype, void* data, const InputRecipe& recipe, int operand,
                const cpu::IndexRange& range) {
  cpu::fill_inputs(dtype, {recipe, operand, range.begin, range.end - range.begin},
                   static_cast<char*>(data) + range.begin * bytes_of(dtype));
}

}  // namespace

Result<> GemmKernel::allocate(int sets) {
  const std::size_t in = bytes_of(dtype_);
  const auto count = [](std::int64_t rows, std::int64_t columns) {
    return static_cast<std::size_t>(rows * columns);
  };
  for (int i = 0; i < sets; ++i) {
    GemmSet& operands = sets_.emplace_back();
    FLEETMARK_TRY(operands.a, cpu::HostBuffer::allocate(count(shape_.m, shape_.k) * in));
    FLEETMARK_TRY(operands.b, cpu::HostBuffer::allocate(count(shape_.k, shape_.n) * in));
    FLEETMARK_TRY(operands.c,
                  cpu::HostBuffer::allocate(count(shape_.m, shape_.n) * output_bytes(dtype_)));
  }
  return {};
}

Result<> GemmKernel::fill(const InputRecipe& recipe) {
  context_->team.run([this, &recipe](int worker) {
    const int workers = context_->team.size();
    for (auto& operands : sets_) {
      fill_range(
          dtype_, operands.a.as<void>(), recipe, 0,
          cpu::split(static_cast<std::size_t>(shape_.m * shape_.k), worker, workers, kGrain));
      fill_range(
          dtype_, operands.b.as<void>(), recipe, 1,
          cpu::split(static_cast<std::size_t>(shape_.k * shape_.n), worker, workers, kGrain));
    }
  });
  return {};
}

Result<> GemmKernel::poison() {
  context_->team.run([this](int worker) {
    const auto range =
        cpu::split(static_cast<std::size_t>(elements()), worker, context_->team.size(), kGrain);
    for (auto& operands : sets_) {
      for (std::size_t i = range.begin; i < range.end; ++i) {
        if (dtype_ == DType::kF64) {
          operands.c.as<double>()[i] = std::numeric_limits<double>::quiet_NaN();
        } else if (dtype_ == DType::kInt8) {
          operands.c.as<std::int32_t>()[i] = std::numeric_limits<std::int32_t>::min();
        } else {
          operands.c.as<float>()[i] = std::numeric_limits<float>::quiet_NaN();
        }
      }
    }
  });
  return {};
}

Result<> GemmKernel::read(std::int64_t first, std::span<double> out) {
  const cpu::HostBuffer& c = sets_[read_set_].c;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::size_t at = static_cast<std::size_t>(first) + i;
    if (dtype_ == DType::kF64) {
      out[i] = c.as<double>()[at];
    } else if (dtype_ == DType::kInt8) {
      out[i] = c.as<std::int32_t>()[at];
    } else {
      out[i] = static_cast<double>(c.as<float>()[at]);
    }
  }
  return {};
}

}  // namespace fleetmark::matmul
