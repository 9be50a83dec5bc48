// SPDX-License-Identifier: Apache-2.0
// See routing_spec.h.
#include "kernels/routing/routing_spec.h"

#include <numeric>

#include "kernels/api/check_rows.h"
#include "kernels/api/checked_sizes.h"

namespace fleetmark {
namespace routing {
namespace {

constexpr std::array<SizeParam, 3> kSizes{
    {{"rows", "tokens"}, {"experts", "logits of a token"}, {"k", "experts chosen for a token"}}};
constexpr std::array<DType, 1> kTypes{DType::kF32};
constexpr double kOracleElements = 0x1p24;  // beyond it, rows are sampled

Work work_of(const Problem& problem) {
  const Shape s = shape_of(problem);
  const auto rows = static_cast<double>(s.rows);
  const auto experts = static_cast<double>(s.experts);
  const auto k = static_cast<double>(s.k);
  return Work{Bytes(4 * rows * experts), Bytes(8 * rows * k), Flops(rows * experts + 4 * rows * k)};
}

Bytes footprint_of(const Problem& problem) {
  const Work work = work_of(problem);
  return work.read + work.written;
}

struct Choice {
  std::vector<std::int64_t> experts;
  std::vector<double> logits;  // of those, in order
};

Choice choose(const Shape& s, const InputRecipe& recipe, std::int64_t row) {
  std::vector<double> logits;
  for (std::int64_t expert = 0; expert < s.experts; ++expert) {
    logits.push_back(input_value(recipe, 0, static_cast<std::uint64_t>(row * s.experts + expert)));
  }
  Choice choice;
  choice.experts.resize(logits.size());
  std::iota(choice.experts.begin(), choice.experts.end(), 0);
  const auto goes_before = [&](std::int64_t a, std::int64_t b) {
    const double first = logits[static_cast<std::size_t>(a)];
    const double second = logits[static_cast<std::size_t>(b)];
    return first > second || (first == second && a < b);
  };
  std::partial_sort(choice.experts.begin(), choice.experts.begin() + s.k, choice.experts.end(),
                    goes_before);
  choice.experts.resize(static_cast<std::size_t>(s.k));
  for (const std::int64_t expert : choice.experts) {
    choice.logits.push_back(logits[static_cast<std::size_t>(expert)]);
  }
  return choice;
}

Result<Verification> verify(const Problem& problem, const InputRecipe& recipe,
                            OutputReader& output) {
  const Shape s = shape_of(problem);
  if (output.elements() != 2 * s.rows * s.k) {
    return refused({}, "the output has the wrong number of elements");
  }
  RowPlan plan{.rows = s.rows, .width = s.k};
  plan.step =
      row_step(static_cast<double>(s.rows) * static_cast<double>(s.experts), kOracleElements);
  plan.bound = static_cast<double>(s.experts);
  const std::string method = rows_text(plan.step) + ", indices exact, weights in double";
  FLEETMARK_TRY(
      const auto indices,
      check_rows(plan, output, method,
                 [&](std::int64_t row, std::span<double> value, std::span<double> tolerance) {
                   std::ranges::copy(choose(s, recipe, row).experts, value.begin());
                   std::ranges::fill(tolerance, 0.0);
                 }));
  if (!indices.passed) return indices;
  plan.first = s.rows * s.k;
  plan.bound = 1.001;
  FLEETMARK_TRY(
      auto weights,
      check_rows(plan, output, method,
                 [&](std::int64_t row, std::span<double> value, std::span<double> tolerance) {
                   const auto logits = choose(s, recipe, row).logits;
                   const double range = logits.front() - logits.back();
                   double sum = 0;
                   for (std::size_t i = 0; i < value.size(); ++i) {
                     value[i] = std::exp(logits[i] - logits.front());
                     sum += value[i];
                   }
                   const double units = 10 + 2 * range + 4 * std::sqrt(static_cast<double>(s.k));
                   for (std::size_t i = 0; i < value.size(); ++i) {
                     value[i] /= sum;
                     tolerance[i] = 0x1p-24 * units * value[i];
                   }
                 }));
  weights.elements_checked += indices.elements_checked;
  return weights;
}

constexpr std::array<KernelSpec, 1> kSpecs{
    KernelSpec{"routing.top_k", "the k largest logits and their softmax", kSizes, kTypes,
               Metric::kBytesPerSecond, work_of, footprint_of, verify}};

}  // namespace

Shape shape_of(const Problem& problem) {
  return {problem.size("rows"), problem.size("experts"), problem.size("k")};
}

Result<Shape> checked_shape(const Problem& problem) {
  FLEETMARK_CHECK(check_sizes(problem, kSpecs[0]));
  const Shape s = shape_of(problem);
  if (s.k <= s.experts && s.experts < (std::int64_t{1} << 31)) return s;
  return Error{ErrorCode::kNotSupported, problem.key() + ": k must be at most experts"};
}

}  // namespace routing

std::span<const KernelSpec> routing_specs() { return routing::kSpecs; }

}  // namespace fleetmark
