// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "kernels/compute/compute_spec.h"
#include "tests/support/cpu_session.h"
#include "tests/support/faulty_reader.h"

namespace fleetmark {
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

TEST(ComputeCpu, every_type_counts_exactly_up_to_the_largest_n) {
  for (const DType dtype : fma_variant().dtypes) {
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
