// SPDX-License-Identifier: Apache-2.0
// See pool_spec.h.
#include "kernels/gather/pool_spec.h"

#include "kernels/api/check_rows.h"
#include "kernels/gather/gather_spec.h"

namespace fleetmark::gather {
namespace {

constexpr std::array<SizeParam, 4> kSizes{{{"bags", "rows of the output"},
                                           {"per_bag", "rows of the table in each sum"},
                                           {"table_rows", "rows of the table"},
                                           {"width", "elements of a row"}}};
constexpr std::array<DType, 3> kTypes{DType::kF32, DType::kF16, DType::kBf16};
constexpr double kIndexAndWeightBytes = 8;
constexpr double kOracleTerms = 0x1p26;  // beyond it, bags are sampled

double rows_taken(const PoolShape& s) {
  return static_cast<double>(s.bags) * static_cast<double>(s.per_bag);
}

Work work_of(const Problem& problem) {
  const PoolShape s = pool_shape_of(problem);
  const auto row_bytes =
      static_cast<double>(s.width) * static_cast<double>(bytes_of(problem.dtype));
  return Work{Bytes(rows_taken(s) * (row_bytes + kIndexAndWeightBytes)),
              Bytes(static_cast<double>(s.bags) * row_bytes),
              Flops(2 * rows_taken(s) * static_cast<double>(s.width))};
}

Bytes footprint_of(const Problem& problem) {
  const PoolShape s = pool_shape_of(problem);
  const auto row_bytes =
      static_cast<double>(s.width) * static_cast<double>(bytes_of(problem.dtype));
  return Bytes((static_cast<double>(s.table_rows) + static_cast<double>(s.bags)) * row_bytes +
               rows_taken(s) * kIndexAndWeightBytes);
}

Result<Verification> verify(const Problem& problem, const InputRecipe& recipe,
                            OutputReader& output) {
  const PoolShape s = pool_shape_of(problem);
  if (output.elements() != s.bags * s.width) {
    return refused({}, "the output has the wrong number of elements");
  }
  const double most = largest_input(recipe.pattern);
  const RowPlan plan{.rows = s.bags,
                     .width = s.width,
                     .step = row_step(rows_taken(s) * static_cast<double>(s.width), kOracleTerms),
                     .bound = 1.1 * most * most * static_cast<double>(s.per_bag)};
  const double u_sum = 0x1p-24 * static_cast<double>(s.per_bag);
  return check_rows(
      plan, output, rows_text(plan.step) + ", |err| <= u|ref| + per_bag 2^-24 sum|wx|",
      [&](std::int64_t bag, std::span<double> value, std::span<double> tolerance) {
        std::ranges::fill(value, 0.0);
        std::ranges::fill(tolerance, 0.0);
        for (std::int64_t j = 0; j < s.per_bag; ++j) {
          const auto at = static_cast<std::uint64_t>(bag * s.per_bag + j);
          const double weight = input_value(recipe, kWeightOperand, at);
          const std::uint64_t row = row_index(recipe, at, static_cast<std::uint64_t>(s.table_rows));
          for (std::size_t c = 0; c < value.size(); ++c) {
            const double term =
                weight * input_stored(problem.dtype, recipe, 0,
                                      row * static_cast<std::uint64_t>(s.width) + c);
            value[c] += term;
            tolerance[c] += u_sum * std::fabs(term);
          }
        }
        for (std::size_t c = 0; c < value.size(); ++c) {
          tolerance[c] += rounding_error(problem.dtype, value[c]);
        }
      });
}

constexpr KernelSpec kSpec{"gather.pool",
                           "out[g] = sum of weight[g,j] table[index[g,j]]",
                           kSizes,
                           kTypes,
                           Metric::kBytesPerSecond,
                           work_of,
                           footprint_of,
                           verify};

}  // namespace

const KernelSpec& pool_spec() { return kSpec; }

PoolShape pool_shape_of(const Problem& problem) {
  return {problem.size("bags"), problem.size("per_bag"), problem.size("table_rows"),
          problem.size("width")};
}

}  // namespace fleetmark::gather
