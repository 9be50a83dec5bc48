// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>

#include "kernels/compute/compute_spec.h"
#include "kernels/cpu/cpu_kernel.h"
#include "tests/support/cpu_session.h"
#include "tests/support/faulty_reader.h"

namespace fleetmark {

std::span<const cpu::CpuVariant> compute_cpu_variants();

namespace {

Problem fma(DType dtype, std::int64_t n) {
  const std::int64_t threads = test::cpu_session().device().compute_units;
  return Problem{"compute.fma", dtype, {{"threads", threads}, {"n", n}}};
}

const KernelVariant& fma_variant() {
  for (const auto& variant : test::cpu_session().variants()) {
    if (variant.spec->id == "compute.fma") return variant;
  }
  assert_failed("no compute.fma", __FILE__, __LINE__);
}

bool has_tiles_for(DType dtype, const cpu::CpuFeatures& features) {
  return dtype == DType::kBf16 ? features.amx_bf16 : dtype == DType::kInt8 && features.amx_int8;
}

TEST(ComputeCpu, every_type_counts_exactly_up_to_the_largest_n) {
  for (const DType dtype : fma_variant().dtypes) {
    if (has_tiles_for(dtype, cpu::detect_cpu_features())) continue;
    for (const std::int64_t n :
         {compute::kQuantum, 1000 * compute::kQuantum, compute::kMaxPerThread}) {
      auto kernel = test::cpu_session().prepare(fma_variant(), fma(dtype, n), {});
      ASSERT_TRUE(kernel);
      ASSERT_TRUE((*kernel)->enqueue(0));
      const auto verified = fma_variant().spec->verify(fma(dtype, n), {}, (*kernel)->output(0));
      EXPECT_TRUE(verified->passed) << name_of(dtype) << " n=" << n << ": " << verified->detail;
    }
  }
}

TEST(ComputeCpu, a_worker_that_stops_early_is_found) {
  const Problem problem = fma(DType::kF32, 100 * compute::kQuantum);
  std::vector<double> counts(static_cast<std::size_t>(problem.size("threads")),
                             100.0 * compute::kQuantum);
  counts.back() -= 1;
  test::CopiedOutput output(counts);
  EXPECT_FALSE(fma_variant().spec->verify(problem, {}, output)->passed);
}

// Vector instructions are not the peak where tiles are faster: no figure is given for theirs.
TEST(ComputeCpu, the_peak_of_a_type_that_has_tiles_is_unknown_and_told_so) {
  const auto team = *cpu::ThreadTeam::create({cpu::usable_cpus().front()});
  cpu::CpuFeatures features = cpu::detect_cpu_features();
  features.amx_bf16 = features.amx_int8 = true;
  cpu::CpuContext context{*team, features};
  const cpu::CpuVariant& variant = compute_cpu_variants().front();
  for (const DType dtype : {DType::kF32, DType::kBf16, DType::kInt8}) {
    const auto listed = variant.dtypes(features);
    EXPECT_NE(std::ranges::find(listed, dtype), listed.end()) << name_of(dtype);
    const Problem problem{"compute.fma", dtype, {{"threads", 1}, {"n", compute::kQuantum}}};
    const auto kernel = variant.make(context, problem, {});
    ASSERT_EQ(static_cast<bool>(kernel), dtype == DType::kF32) << name_of(dtype);
    if (kernel) continue;
    EXPECT_EQ(kernel.error().code, ErrorCode::kNotSupported);
    EXPECT_NE(kernel.error().message.find("AMX"), std::string::npos) << kernel.error().message;
  }
}

TEST(ComputeCpu, unfit_sizes_are_not_supported_here) {
  for (const std::int64_t n :
       {std::int64_t{0}, std::int64_t{5}, compute::kMaxPerThread + compute::kQuantum}) {
    const auto kernel = test::cpu_session().prepare(fma_variant(), fma(DType::kF32, n), {});
    ASSERT_FALSE(kernel);
    EXPECT_EQ(kernel.error().code, ErrorCode::kNotSupported);
  }
}

TEST(ComputeCpu, a_multiply_add_is_two_operations) {
  EXPECT_EQ(find_kernel_spec("compute.fma")
                ->work(Problem{"compute.fma", DType::kF32, {{"threads", 4}, {"n", 768}}})
                .flops,
            Flops(2 * 4 * 768));
}

}  // namespace
}  // namespace fleetmark
