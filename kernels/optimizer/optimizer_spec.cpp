// SPDX-License-Identifier: Apache-2.0
// See optimizer_spec.h.
#include "kernels/optimizer/optimizer_spec.h"

#include "kernels/api/check_rows.h"

namespace fleetmark {
namespace optimizer {
namespace {

constexpr std::array<SizeParam, 1> kSizes{{{"n", "parameters"}}};
constexpr std::array<DType, 3> kTypes{DType::kF32, DType::kF16, DType::kBf16};
constexpr double kOracleElements = 0x1p24;  // beyond it, elements are sampled
constexpr double kU = 0x1p-24;

Work work_of(const Problem& problem) {
  const auto n = static_cast<double>(problem.size("n"));
  const auto w = static_cast<double>(bytes_of(problem.dtype));
  return Work{Bytes(n * (12 + w)), Bytes(n * (12 + (has_copy(problem.dtype) ? w : 0))),
              Flops(12 * n)};
}

Bytes footprint_of(const Problem& problem) {
  const Work work = work_of(problem);
  return work.read + work.written;
}

struct Checked {
  double value = 0, tolerance = 0;
};
struct Step {
  Checked weight, first, second;
};

Step step_of(DType dtype, const InputRecipe& recipe, std::int64_t i) {
  const auto at = [&](int operand) {
    return static_cast<double>(input_value(recipe, operand, static_cast<std::uint64_t>(i)));
  };
  const double w = at(0);
  const double g = input_stored(dtype, recipe, 3, static_cast<std::uint64_t>(i));
  Step step;
  step.first.value = kBeta1 * at(1) + (1 - kBeta1) * g;
  step.first.tolerance = 4 * kU * (kBeta1 * std::fabs(at(1)) + (1 - kBeta1) * std::fabs(g));
  step.second.value = kBeta2 * std::fabs(at(2)) + (1 - kBeta2) * g * g;
  step.second.tolerance = 6 * kU * step.second.value;
  const double factor =
      kRate * correction(kBeta1) / (std::sqrt(correction(kBeta2) * step.second.value) + kEpsilon);
  const double moved = factor * step.first.value + kRate * kDecay * w;
  step.weight.value = w - moved;
  step.weight.tolerance =
      factor * step.first.tolerance +
      16 * kU * (factor * std::fabs(step.first.value) + kRate * kDecay * std::fabs(w)) +
      4 * kU * (std::fabs(w) + std::fabs(step.weight.value));
  return step;
}

// What no right answer of an array passes, for operands of at most `most` in magnitude: moments are
// means, and a step is the longest where the second moment is 0. A tenth more than any rounding.
double bound_of(std::int64_t array, double most) {
  if (array == 1) return 1.1 * most;
  if (array == 2) return 1.1 * std::max(most, most * most);
  const double step = kRate * (correction(kBeta1) * most / kEpsilon + kDecay * most);
  return 1.1 * (most + step);
}

Result<Verification> verify(const Problem& problem, const InputRecipe& recipe,
                            OutputReader& output) {
  const std::int64_t n = problem.size("n");
  const std::int64_t arrays = has_copy(problem.dtype) ? 4 : 3;
  if (output.elements() != arrays * n) {
    return refused({}, "the output has the wrong number of elements");
  }
  Verification all;
  for (std::int64_t array = 0; array < arrays; ++array) {
    const RowPlan plan{.first = array * n,
                       .rows = n,
                       .width = 1,
                       .step = row_step(static_cast<double>(n), kOracleElements),
                       .bound = bound_of(array, largest_input(recipe.pattern))};
    FLEETMARK_TRY(
        const auto v,
        check_rows(
            plan, output, rows_text(plan.step) + " (one step in double)",
            [&](std::int64_t i, std::span<double> value, std::span<double> tolerance) {
              const Step step = step_of(problem.dtype, recipe, i);
              const Checked& of = array == 1 ? step.first : array == 2 ? step.second : step.weight;
              value[0] = of.value;
              tolerance[0] = of.tolerance;
              if (array < 3) return;
              tolerance[0] += rounding_error(problem.dtype, std::fabs(of.value) + of.tolerance);
            }));
    all.method = v.method;
    all.elements_checked += v.elements_checked;
    all.max_error = std::max(all.max_error, v.max_error);
    if (!v.passed) return v;
  }
  all.passed = true;
  return all;
}

constexpr std::array<KernelSpec, 1> kSpecs{KernelSpec{"optimizer.adamw", "one step of AdamW",
                                                      kSizes, kTypes, Metric::kBytesPerSecond,
                                                      work_of, footprint_of, verify}};

}  // namespace
}  // namespace optimizer

std::span<const KernelSpec> optimizer_specs() { return optimizer::kSpecs; }

}  // namespace fleetmark
