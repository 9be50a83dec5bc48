// SPDX-License-Identifier: Apache-2.0
// CPU variants of the compute family: the widest vector instructions that this CPU has for each
// type. Where it has tiles (AMX) for a type, they are several times as fast and not written here:
// that peak is UNKNOWN.
#include <array>
#include <cstring>
#include <limits>
#include <vector>

#include "kernels/api/rounding.h"
#include "kernels/compute/compute_spec.h"
#include "kernels/compute/fma_loops.h"
#include "kernels/cpu/cpu_kernel.h"
#include "kernels/cpu/team_kernel.h"

namespace fleetmark {
namespace compute {
namespace {

FmaLoop loop_for(DType dtype, const cpu::CpuFeatures& features) {
  switch (dtype) {
    case DType::kF64:
      return features.avx512 ? fma_f64_avx512 : features.avx2 ? fma_f64_avx2 : fma_f64_baseline;
    case DType::kF32:
      return features.avx512 ? fma_f32_avx512 : features.avx2 ? fma_f32_avx2 : fma_f32_baseline;
    case DType::kBf16:
      return features.avx512_bf16 ? fma_bf16_avx512bf16 : nullptr;
    case DType::kInt8:
      return features.avx512_vnni ? fma_int8_avx512vnni : nullptr;
    default:
      return nullptr;
  }
}

bool has_tiles_for(DType dtype, const cpu::CpuFeatures& features) {
  return (dtype == DType::kBf16 && features.amx_bf16) ||
         (dtype == DType::kInt8 && features.amx_int8);
}

struct alignas(64) Operands {
  std::array<unsigned char, 64> ones{};
  std::array<unsigned char, 768> zeros{};
};

template <typename T>
void set_ones(Operands& operands, T one) {
  for (std::size_t at = 0; at < operands.ones.size(); at += sizeof one) {
    std::memcpy(operands.ones.data() + at, &one, sizeof one);
  }
}

class FmaKernel final : public cpu::TeamKernel, public OutputReader {
 public:
  FmaKernel(cpu::ThreadTeam& team, DType dtype, std::int64_t n, FmaLoop loop)
      : TeamKernel(team), n_(n), dtype_(dtype), loop_(loop) {
    counts_.resize(static_cast<std::size_t>(team.size()));
  }
  [[nodiscard]] int operand_sets() const override { return 1; }

  Result<> fill(const InputRecipe&) override {
    switch (dtype_) {
      case DType::kF64:
        set_ones(operands_, 1.0);
        break;
      case DType::kBf16:
        set_ones(operands_, bf16_from_float(1.0F));
        break;
      case DType::kInt8:
        set_ones(operands_, std::int8_t{1});
        break;
      default:
        set_ones(operands_, 1.0F);
    }
    return {};
  }

  Result<> poison() override {
    for (auto& count : counts_) count.value = std::numeric_limits<double>::quiet_NaN();
    return {};
  }

  void run_part(int worker, int) override {
    counts_[static_cast<std::size_t>(worker)].value =
        loop_(operands_.ones.data(), operands_.zeros.data(), n_);
  }

  OutputReader& output(int) override { return *this; }
  [[nodiscard]] std::int64_t elements() const override {
    return static_cast<std::int64_t>(counts_.size());
  }
  Result<> read(std::int64_t first, std::span<double> out) override {
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] = counts_[static_cast<std::size_t>(first) + i].value;
    }
    return {};
  }

 private:
  struct alignas(64) Count {
    double value = 0;
  };
  std::int64_t n_;
  DType dtype_;
  FmaLoop loop_;
  Operands operands_;
  std::vector<Count> counts_;
};

Result<std::unique_ptr<PreparedKernel>> make(cpu::CpuContext& context, const Problem& problem,
                                             const PrepareOptions& options) {
  if (has_tiles_for(problem.dtype, context.features)) {
    return Error{ErrorCode::kNotSupported,
                 "this CPU multiplies " + std::string(name_of(problem.dtype)) +
                     " in AMX tiles, for which there is no kernel; what its vector instructions "
                     "reach is not the peak, which is UNKNOWN"};
  }
  FLEETMARK_TRY(const std::int64_t n, checked_n(problem, context.team.size()));
  auto kernel = std::make_unique<FmaKernel>(context.team, problem.dtype, n,
                                            loop_for(problem.dtype, context.features));
  FLEETMARK_CHECK(kernel->fill(options.recipe));
  FLEETMARK_CHECK(kernel->poison());
  return std::unique_ptr<PreparedKernel>(std::move(kernel));
}

std::string implementation(const cpu::CpuFeatures& features) {
  return "fleetmark " + features.best() + ", 12 chains";
}

std::vector<DType> dtypes(const cpu::CpuFeatures& features) {
  std::vector<DType> available;
  for (const DType dtype : {DType::kF64, DType::kF32, DType::kBf16, DType::kInt8}) {
    // A type of tiles is listed, so that whoever asks for it is told why there is no figure.
    if (loop_for(dtype, features) != nullptr || has_tiles_for(dtype, features)) {
      available.push_back(dtype);
    }
  }
  return available;
}

const std::array<cpu::CpuVariant, 1> kVariants{
    {{"compute.fma", "registers", false, false, implementation, dtypes, make}}};

}  // namespace
}  // namespace compute

std::span<const cpu::CpuVariant> compute_cpu_variants() { return compute::kVariants; }

}  // namespace fleetmark
