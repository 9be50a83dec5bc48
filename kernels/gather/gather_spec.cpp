// SPDX-License-Identifier: Apache-2.0
// See gather_spec.h.
#include "kernels/gather/gather_spec.h"

#include "kernels/api/check_elements.h"
#include "kernels/gather/pool_spec.h"

namespace fleetmark {
namespace gather {
namespace {

constexpr std::array<SizeParam, 3> kRowSizes{{{"rows", "rows taken"},
                                              {"table_rows", "rows of the table"},
                                              {"row_bytes", "bytes of a row, a multiple of 4"}}};
constexpr std::array<SizeParam, 2> kStridedSizes{
    {{"n", "elements taken"}, {"stride", "elements from one to the next"}}};
constexpr std::array<DType, 1> kRowTypes{DType::kF32};
constexpr std::array<DType, 2> kStridedTypes{DType::kF64, DType::kF32};
constexpr double kIndexBytes = 4;

Work rows_work(const Problem& problem) {
  const RowShape shape = row_shape_of(problem);
  const auto rows = static_cast<double>(shape.rows);
  const auto row_bytes = static_cast<double>(shape.row_bytes);
  return Work{Bytes(rows * (row_bytes + kIndexBytes)), Bytes(rows * row_bytes), Flops(0)};
}

Bytes rows_footprint(const Problem& problem) {
  const RowShape shape = row_shape_of(problem);
  const auto row_bytes = static_cast<double>(shape.row_bytes);
  return Bytes(static_cast<double>(shape.table_rows) * row_bytes) +
         Bytes(static_cast<double>(shape.rows) * (row_bytes + kIndexBytes));
}

Result<Verification> verify_rows(const Problem& problem, const InputRecipe& recipe,
                                 OutputReader& output) {
  const RowShape shape = row_shape_of(problem);
  const std::int64_t columns = shape.columns();
  return check_every_element(
      shape.rows * columns, output, "every element, bit-exact", [&](std::int64_t i) {
        const auto row =
            static_cast<std::int64_t>(row_index(recipe, static_cast<std::uint64_t>(i / columns),
                                                static_cast<std::uint64_t>(shape.table_rows)));
        const double value =
            input_value(recipe, 0, static_cast<std::uint64_t>(row * columns + i % columns));
        return Allowed{value, value};
      });
}

double element_bytes(const Problem& problem) {
  return static_cast<double>(bytes_of(problem.dtype));
}

Work strided_work(const Problem& problem) {
  const double bytes = static_cast<double>(problem.size("n")) * element_bytes(problem);
  return Work{Bytes(bytes), Bytes(bytes), Flops(0)};
}

Bytes strided_footprint(const Problem& problem) {
  const auto n = static_cast<double>(problem.size("n"));
  return Bytes(n * (static_cast<double>(problem.size("stride")) + 1) * element_bytes(problem));
}

Result<Verification> verify_strided(const Problem& problem, const InputRecipe& recipe,
                                    OutputReader& output) {
  const std::int64_t stride = problem.size("stride");
  return check_every_element(
      problem.size("n"), output, "every element, bit-exact", [&](std::int64_t i) {
        const double value = input_value(recipe, 0, static_cast<std::uint64_t>(i * stride));
        return Allowed{value, value};
      });
}

constexpr KernelSpec kRowsSpec{"gather.rows",
                               "out[r] = table[index[r]], rows of row_bytes",
                               kRowSizes,
                               kRowTypes,
                               Metric::kBytesPerSecond,
                               rows_work,
                               rows_footprint,
                               verify_rows};
constexpr KernelSpec kStridedSpec{"gather.strided",        "out[i] = table[i stride]",
                                  kStridedSizes,           kStridedTypes,
                                  Metric::kBytesPerSecond, strided_work,
                                  strided_footprint,       verify_strided};

}  // namespace

RowShape row_shape_of(const Problem& problem) {
  return {problem.size("rows"), problem.size("table_rows"), problem.size("row_bytes")};
}

Result<RowShape> checked_row_shape(const Problem& problem) {
  const RowShape shape = row_shape_of(problem);
  const bool is_whole = shape.row_bytes >= 4 && shape.row_bytes % 4 == 0;
  if (is_whole && shape.rows >= 1 && shape.table_rows >= 1 && shape.table_rows < (1LL << 32)) {
    return shape;
  }
  return Error{
      ErrorCode::kNotSupported,
      problem.key() + ": allowed are rows of a multiple of 4 bytes and 1 to 2^32 - 1 table rows"};
}

Result<StridedShape> checked_strided_shape(const Problem& problem) {
  const StridedShape shape{problem.size("n"), problem.size("stride")};
  constexpr std::int64_t kMost = std::int64_t{1} << 40;  // elements of a table: no overflow beyond
  if (shape.n >= 1 && shape.stride >= 1 && shape.n <= kMost / shape.stride) return shape;
  return Error{ErrorCode::kNotSupported,
               problem.key() + ": n and stride must be at least 1, and n stride at most 2^40"};
}

}  // namespace gather

std::span<const KernelSpec> gather_specs() {
  static const std::array<KernelSpec, 3> specs{gather::kRowsSpec, gather::kStridedSpec,
                                               gather::pool_spec()};
  return specs;
}

}  // namespace fleetmark
