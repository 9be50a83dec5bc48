// SPDX-License-Identifier: Apache-2.0
// See compute_spec.h.
#include "kernels/compute/compute_spec.h"

#include <limits>
#include <vector>

namespace fleetmark {
namespace compute {
namespace {

constexpr std::array<SizeParam, 2> kSizes{
    {{"threads", "workers"}, {"n", "multiply-adds of each worker, a multiple of 768"}}};
constexpr std::array<SizeParam, 2> kTensorSizes{
    {{"threads", "workers"}, {"n", "multiply-adds of each worker, a multiple of 4194304"}}};
constexpr std::array<DType, 6> kTensorTypes{DType::kF64,  DType::kTf32,    DType::kF16,
                                            DType::kBf16, DType::kFp8E4m3, DType::kInt8};
constexpr std::array<DType, 5> kTypes{DType::kF64, DType::kF32, DType::kF16, DType::kBf16,
                                      DType::kInt8};

Work work_of(const Problem& problem) {
  return Work{Bytes(0), Bytes(0),
              Flops(2 * static_cast<double>(problem.size("threads")) *
                    static_cast<double>(problem.size("n")))};
}
Bytes footprint_of(const Problem&) { return Bytes(0); }

// The answer does not depend on the input data: the operands are the kernel's own.
Result<Verification> verify_fma(const Problem& problem, const InputRecipe&, OutputReader& output) {
  Verification v;
  v.method = "exact count of multiply-adds per worker";
  const std::int64_t threads = problem.size("threads");
  const auto expected = static_cast<double>(problem.size("n"));
  std::vector<double> counts(static_cast<std::size_t>(threads));
  if (output.elements() != threads) {
    v.detail = "the output has the wrong number of elements";
    return v;
  }
  FLEETMARK_CHECK(output.read(0, counts));
  for (std::size_t worker = 0; worker < counts.size(); ++worker) {
    if (!(counts[worker] == expected)) {
      v.max_error = std::numeric_limits<double>::infinity();
      v.detail = "worker " + std::to_string(worker) + " did " + std::to_string(counts[worker]) +
                 " multiply-adds, expected " + std::to_string(expected);
      return v;
    }
  }
  v.elements_checked = threads;
  v.passed = true;
  return v;
}

constexpr std::array<KernelSpec, 2> kSpecs{
    {{"compute.fma", "multiply-adds in registers", kSizes, kTypes, Metric::kFlopPerSecond, work_of,
      footprint_of, verify_fma},
     {"compute.tensor", "multiply-adds of tensor cores at the pace of their issue", kTensorSizes,
      kTensorTypes, Metric::kFlopPerSecond, work_of, footprint_of, verify_fma}}};

}  // namespace

Result<std::int64_t> checked_n(const Problem& problem, int workers) {
  const std::int64_t n = problem.size("n");
  if (problem.size("threads") != workers) {
    return Error{ErrorCode::kNotSupported, "runs on all " + std::to_string(workers) +
                                               " workers of this device, no other number"};
  }
  const bool is_tensor = problem.kernel == "compute.tensor";
  const std::int64_t quantum = is_tensor ? kTensorQuantum : kQuantum;
  const std::int64_t most = is_tensor ? kMaxTensorPerThread : kMaxPerThread;
  if (n <= 0 || n % quantum != 0 || n > most) {
    return Error{ErrorCode::kNotSupported, "n must be a multiple of " + std::to_string(quantum) +
                                               " up to " + std::to_string(most)};
  }
  return n;
}

}  // namespace compute

std::span<const KernelSpec> compute_specs() { return compute::kSpecs; }

}  // namespace fleetmark
