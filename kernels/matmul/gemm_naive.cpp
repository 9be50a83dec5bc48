// SPDX-License-Identifier: Apache-2.0
// The oracle as a kernel: three loops on the calling thread. Slow and plain on purpose; it shows
// that the harness itself, and not a library, gives the right answer.
#include "kernels/api/rounding.h"
#include "kernels/matmul/gemm_libraries.h"
#include "kernels/matmul/gemm_operands.h"

namespace fleetmark::matmul {
namespace {

double load(DType dtype, const cpu::HostBuffer& buffer, std::size_t i) {
  switch (dtype) {
    case DType::kF64:
      return buffer.as<double>()[i];
    case DType::kF16:
      return static_cast<double>(f16_to_float(buffer.as<std::uint16_t>()[i]));
    case DType::kBf16:
      return static_cast<double>(bf16_to_float(buffer.as<std::uint16_t>()[i]));
    case DType::kFp8E4m3:
      return static_cast<double>(e4m3_to_float(buffer.as<std::uint8_t>()[i]));
    case DType::kInt8:
      return buffer.as<std::int8_t>()[i];
    default:
      return static_cast<double>(buffer.as<float>()[i]);
  }
}

class NaiveGemm final : public GemmKernel {
 public:
  using GemmKernel::GemmKernel;

  Result<> enqueue(int index) override {
    GemmSet& operands = set(index);
    const auto [m, n, k] = shape();
    for (std::int64_t i = 0; i < m; ++i) {
      for (std::int64_t j = 0; j < n; ++j) {
        double sum = 0;
        for (std::int64_t l = 0; l < k; ++l) {
          sum += load(dtype(), operands.a, static_cast<std::size_t>(i * k + l)) *
                 load(dtype(), operands.b, static_cast<std::size_t>(l * n + j));
        }
        store(operands, static_cast<std::size_t>(i * n + j), sum);
      }
    }
    return {};
  }

 private:
  void store(GemmSet& operands, std::size_t at, double value) const {
    if (dtype() == DType::kF64) {
      operands.c.as<double>()[at] = value;
    } else if (dtype() == DType::kInt8) {
      operands.c.as<std::int32_t>()[at] = static_cast<std::int32_t>(value);
    } else {
      operands.c.as<float>()[at] = static_cast<float>(value);
    }
  }
};

}  // namespace

MakeResult make_naive(cpu::CpuContext& context, const Problem& problem,
                      const PrepareOptions& options) {
  auto kernel = std::make_unique<NaiveGemm>(context, problem);
  FLEETMARK_CHECK(kernel->allocate(options.operand_sets));
  FLEETMARK_CHECK(kernel->fill(options.recipe));
  FLEETMARK_CHECK(kernel->poison());
  return std::unique_ptr<PreparedKernel>(std::move(kernel));
}

}  // namespace fleetmark::matmul
