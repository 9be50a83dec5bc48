// SPDX-License-Identifier: Apache-2.0
// optimizer.adamw on the CPU: parameters are split over the workers, in one pass over all arrays.
#include <cmath>

#include "kernels/api/checked_sizes.h"
#include "kernels/cpu/array_kernel.h"
#include "kernels/optimizer/adamw_loops.h"
#include "kernels/optimizer/optimizer_spec.h"

namespace fleetmark {
namespace optimizer {
namespace {

enum Input { kWeight, kFirst, kSecond, kGradient };
constexpr std::size_t kGrain = 2048;  // whole pages of every type

const AdamwLoops& loops_for(const cpu::CpuFeatures& features) {
  if (features.avx512) return adamw_loops_avx512();
  return features.avx2 ? adamw_loops_avx2() : adamw_loops_baseline();
}

class AdamwKernel final : public cpu::ArrayKernel {
 public:
  AdamwKernel(cpu::CpuContext& context, const Problem& problem)
      : ArrayKernel(context.team, input_plans(problem), output_plans(problem)),
        n_(static_cast<std::size_t>(problem.size("n"))),
        dtype_(problem.dtype),
        step_(loops_for(context.features).of(problem.dtype)) {}

  void run_part(int worker, int set) override {
    const auto [begin, end] = share(n_, worker, kGrain);
    AdamwPart part{.weight = in<float>(set, kWeight) + begin,
                   .first = in<float>(set, kFirst) + begin,
                   .second = in<float>(set, kSecond) + begin,
                   .gradient = in<char>(set, kGradient) + begin * bytes_of(dtype_),
                   .new_weight = out<float>(set, kWeight) + begin,
                   .new_first = out<float>(set, kFirst) + begin,
                   .new_second = out<float>(set, kSecond) + begin,
                   .n = end - begin};
    if (has_copy(dtype_)) part.copy = out<char>(set, 3) + begin * bytes_of(dtype_);
    step_(part);
  }

 private:
  static std::vector<cpu::ArrayPlan> input_plans(const Problem& problem) {
    const auto n = static_cast<std::size_t>(problem.size("n"));
    std::vector<cpu::ArrayPlan> plans;
    for (int operand = kWeight; operand <= kGradient; ++operand) {
      plans.push_back(
          {.storage = operand == kGradient ? cpu::storage_of(problem.dtype) : cpu::Storage::kF32,
           .elements = n,
           .grain = kGrain,
           .operand = operand});
    }
    return plans;
  }
  static std::vector<cpu::ArrayPlan> output_plans(const Problem& problem) {
    const auto n = static_cast<std::size_t>(problem.size("n"));
    std::vector<cpu::ArrayPlan> plans(3, {.elements = n, .grain = kGrain});
    if (has_copy(problem.dtype)) {
      plans.push_back({.storage = cpu::storage_of(problem.dtype), .elements = n, .grain = kGrain});
    }
    return plans;
  }

  void fill_share(int input, void* data, cpu::IndexRange range,
                  const InputRecipe& recipe) const override {
    ArrayKernel::fill_share(input, data, range, recipe);
    if (input != kSecond) return;
    auto* second = static_cast<float*>(data);
    for (std::size_t i = range.begin; i < range.end; ++i) second[i] = std::fabs(second[i]);
  }

  std::size_t n_;
  DType dtype_;
  void (*step_)(const AdamwPart&);
};

Result<std::unique_ptr<PreparedKernel>> make(cpu::CpuContext& context, const Problem& problem,
                                             const PrepareOptions& options) {
  FLEETMARK_CHECK(check_sizes(problem, optimizer_specs()[0]));
  return cpu::ready(std::make_unique<AdamwKernel>(context, problem), options);
}

std::string implementation(const cpu::CpuFeatures& features) {
  return "fleetmark " + features.best() + ", one pass";
}
std::vector<DType> dtypes(const cpu::CpuFeatures&) {
  return {DType::kF32, DType::kF16, DType::kBf16};
}

const std::array<cpu::CpuVariant, 1> kVariants{
    {{"optimizer.adamw", "one-pass", false, false, implementation, dtypes, make}}};

}  // namespace
}  // namespace optimizer

std::span<const cpu::CpuVariant> optimizer_cpu_variants() { return optimizer::kVariants; }

}  // namespace fleetmark
