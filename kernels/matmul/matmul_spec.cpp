// SPDX-License-Identifier: Apache-2.0
// See matmul_spec.h.
#include "kernels/matmul/matmul_spec.h"

#include "kernels/matmul/matmul_verify.h"

namespace fleetmark {
namespace matmul {
namespace {

constexpr std::array<SizeParam, 3> kSizes{
    {{"m", "rows of A and C"}, {"n", "columns of B and C"}, {"k", "columns of A, rows of B"}}};
constexpr std::array<SizeParam, 4> kGroupedSizes{
    {{"groups", "products, each with its own operands"},
     {"m", "rows of A and C"},
     {"n", "columns of B and C"},
     {"k", "columns of A, rows of B"}}};
constexpr std::array<DType, 7> kTypes{DType::kF64,  DType::kF32,     DType::kTf32, DType::kF16,
                                      DType::kBf16, DType::kFp8E4m3, DType::kInt8};

double product(std::int64_t a, std::int64_t b) {
  return static_cast<double>(a) * static_cast<double>(b);
}

Work work_of(const Problem& problem) {
  const Shape s = shape_of(problem);
  const auto in = static_cast<double>(bytes_of(problem.dtype));
  const auto groups = static_cast<double>(groups_of(problem));
  return Work{Bytes(groups * (product(s.m, s.k) + product(s.k, s.n)) * in),
              Bytes(groups * product(s.m, s.n) * static_cast<double>(output_bytes(problem.dtype))),
              Flops(groups * 2 * product(s.m, s.n) * static_cast<double>(s.k))};
}

Bytes footprint_of(const Problem& problem) {
  const Work work = work_of(problem);
  return work.read + work.written;
}

constexpr std::array<KernelSpec, 2> kSpecs{
    KernelSpec{"matmul.gemm", "C = A B, row-major", kSizes, kTypes, Metric::kFlopPerSecond, work_of,
               footprint_of, verify_gemm},
    KernelSpec{"matmul.grouped", "C[g] = A[g] B[g] for every group", kGroupedSizes, kTypes,
               Metric::kFlopPerSecond, work_of, footprint_of, verify_grouped}};

}  // namespace

Shape shape_of(const Problem& problem) {
  return Shape{problem.size("m"), problem.size("n"), problem.size("k")};
}

std::int64_t groups_of(const Problem& problem) {
  return problem.kernel == "matmul.grouped" ? problem.size("groups") : 1;
}

std::size_t output_bytes(DType dtype) { return dtype == DType::kF64 ? 8 : 4; }

}  // namespace matmul

std::span<const KernelSpec> matmul_specs() { return matmul::kSpecs; }

}  // namespace fleetmark
