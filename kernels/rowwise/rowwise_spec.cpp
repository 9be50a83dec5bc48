// SPDX-License-Identifier: Apache-2.0
// See rowwise_spec.h.
#include "kernels/rowwise/rowwise_spec.h"

#include <cmath>

#include "kernels/api/checked_sizes.h"
#include "kernels/rowwise/rowwise_verify.h"

namespace fleetmark {
namespace rowwise {
namespace {

constexpr std::array<SizeParam, 2> kSizes{{{"rows", "rows"}, {"width", "elements of a row"}}};
constexpr std::array<SizeParam, 3> kRotarySizes{
    {{"rows", "positions"}, {"heads", "heads of a row"}, {"head_dim", "elements of a head"}}};
constexpr std::array<DType, 3> kTypes{DType::kF32, DType::kF16, DType::kBf16};
constexpr double kScaleBytes = 4;

Work work_of(const Problem& problem) {
  const OpRow& row = op_row(problem.kernel);
  const Shape s = shape_of(problem);
  const auto w = static_cast<double>(bytes_of(problem.dtype));
  const auto rows = static_cast<double>(s.rows);
  const auto width = static_cast<double>(s.width);
  double read = w * (row.row_inputs * rows * width + row.vector_inputs * width);
  double written = w * rows * width;
  if (row.op == Op::kRotary) read += 4 * rows * static_cast<double>(s.head_dim);
  if (row.op == Op::kQuantise) written = rows * width + kScaleBytes * rows;
  if (row.op == Op::kDequantise) read = rows * width + kScaleBytes * rows;
  return Work{Bytes(read), Bytes(written), Flops(row.flops * rows * width)};
}

Bytes footprint_of(const Problem& problem) {
  const Work work = work_of(problem);
  return work.read + work.written;
}

std::array<KernelSpec, kOps> all_specs() {
  std::array<KernelSpec, kOps> specs{};
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const OpRow& row = kOpRows[i];
    const auto sizes = row.op == Op::kRotary ? std::span<const SizeParam>(kRotarySizes)
                                             : std::span<const SizeParam>(kSizes);
    specs[i] = KernelSpec{row.id,  row.summary,  sizes,         kTypes, Metric::kBytesPerSecond,
                          work_of, footprint_of, verify_rowwise};
  }
  return specs;
}

}  // namespace

const OpRow& op_row(std::string_view id) {
  for (const auto& row : kOpRows) {
    if (row.id == id) return row;
  }
  assert_failed("no such rowwise kernel", __FILE__, __LINE__);
}

Shape shape_of(const Problem& problem) {
  if (problem.kernel == "rowwise.rotary") {
    const std::int64_t head_dim = problem.size("head_dim");
    return {problem.size("rows"), problem.size("heads") * head_dim, head_dim};
  }
  return {problem.size("rows"), problem.size("width"), problem.size("width")};
}

Result<Shape> checked_shape(const Problem& problem) {
  for (const auto& spec : rowwise_specs()) {
    if (spec.id == problem.kernel) FLEETMARK_CHECK(check_sizes(problem, spec));
  }
  const Shape s = shape_of(problem);
  if (problem.kernel == "rowwise.rotary" && s.head_dim % 2 != 0) {
    return Error{ErrorCode::kNotSupported, problem.key() + ": head_dim must be even"};
  }
  return s;
}

Turn turn_of(std::int64_t row, std::int64_t pair, std::int64_t head_dim) {
  const double exponent = -2.0 * static_cast<double>(pair) / static_cast<double>(head_dim);
  const double angle = static_cast<double>(row) * std::pow(10000.0, exponent);
  return {static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle))};
}

}  // namespace rowwise

std::span<const KernelSpec> rowwise_specs() {
  static const auto specs = rowwise::all_specs();
  return specs;
}

}  // namespace fleetmark
