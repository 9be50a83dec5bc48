// SPDX-License-Identifier: Apache-2.0
#include "harness/model/workload.h"

#include <gtest/gtest.h>

#include "kernels/api/registry.h"

namespace fleetmark::model {
namespace {

Problem gemm(DType dtype, std::int64_t m, std::int64_t n, std::int64_t k) {
  return {.kernel = "matmul.gemm", .dtype = dtype, .sizes = {{"m", m}, {"n", n}, {"k", k}}};
}
Problem elementwise(const std::string& kernel, DType dtype, std::int64_t n) {
  return {.kernel = kernel, .dtype = dtype, .sizes = {{"n", n}}};
}

TEST(Workload, triad_reads_two_arrays_and_writes_one) {
  const auto work = operator_work(elementwise("memory.triad", DType::kF32, 1000));
  ASSERT_TRUE(work);
  EXPECT_EQ(work->bytes_read, 8000);
  EXPECT_EQ(work->bytes_written, 4000);
  EXPECT_EQ(work->flops, 2000);
}

TEST(Workload, gemm_is_two_operations_per_multiply_add) {
  const auto work = operator_work(gemm(DType::kBf16, 2, 3, 5));
  ASSERT_TRUE(work);
  EXPECT_EQ(work->flops, 60);
  EXPECT_EQ(work->bytes_read, 2 * (2 * 5 + 5 * 3));
  EXPECT_EQ(work->bytes_written, 4 * 2 * 3);
}

// The model may not see the kernels, so the two tables are held together here.
TEST(Workload, counts_what_the_kernels_specify) {
  int compared = 0;
  for (const KernelSpec* spec : all_kernel_specs()) {
    if (size_names(spec->id).empty()) continue;
    for (const DType dtype : spec->dtypes) {
      Problem problem{.kernel = std::string(spec->id), .dtype = dtype, .sizes = {}};
      std::int64_t size = 12;
      for (const auto& param : spec->sizes) {
        problem.sizes.emplace_back(param.name, size);
        size += 4;
      }
      const auto ours = operator_work(problem);
      ASSERT_TRUE(ours) << problem.key();
      const Work theirs = spec->work(problem);
      EXPECT_EQ(static_cast<double>(ours->bytes_read), theirs.read.value) << problem.key();
      EXPECT_EQ(static_cast<double>(ours->bytes_written), theirs.written.value) << problem.key();
      EXPECT_EQ(static_cast<double>(ours->flops), theirs.flops.value) << problem.key();
      ++compared;
    }
  }
  EXPECT_GE(compared, 16);  // seven memory kernels in two types, and the matrix product
}

TEST(Workload, totals_are_exact_beyond_the_precision_of_a_double) {
  Operator op{.problem = elementwise("memory.copy", DType::kF32, 1), .count = 1, .each = {}};
  op.each = {.bytes_read = (std::int64_t{1} << 53) + 1, .bytes_written = 1, .flops = 3};
  const auto total = total_work({{"a", {op}}, {"b", {op, op}}});
  ASSERT_TRUE(total);
  EXPECT_EQ(total->bytes_read, 3 * ((std::int64_t{1} << 53) + 1));
  EXPECT_EQ(total->bytes_written, 3);
  EXPECT_EQ(total->flops, 9);
}

TEST(Workload, refuses_what_it_cannot_count) {
  const std::int64_t huge = std::int64_t{1} << 62;
  const std::vector<std::pair<Problem, std::string>> cases{
      {elementwise("memory.fly", DType::kF32, 8),
       "kernel: found 'memory.fly'; allowed: memory.read"},
      {elementwise("memory.copy", DType::kF32, 0), "sizes.n: found 0; allowed: 1 or more"},
      {elementwise("memory.copy", DType::kF32, huge), "passes 2^63"},
      {elementwise("matmul.gemm", DType::kF32, 8), "matmul.gemm takes exactly m, n, k"},
      {gemm(DType::kF32, huge, huge, huge), "passes 2^63"},
  };
  for (const auto& [problem, words] : cases) {
    const auto work = operator_work(problem);
    ASSERT_FALSE(work) << problem.key();
    EXPECT_EQ(work.error().code, ErrorCode::kBadData);
    EXPECT_NE(work.error().message.find(words), std::string::npos) << work.error().message;
  }
}

TEST(Workload, refuses_a_total_beyond_2_to_63) {
  Operator op{.problem = elementwise("memory.copy", DType::kF32, 1), .count = 4, .each = {}};
  op.each.flops = std::int64_t{1} << 61;
  EXPECT_FALSE(total_work({{"a", {op}}}));
}

}  // namespace
}  // namespace fleetmark::model
