// SPDX-License-Identifier: Apache-2.0
#include "harness/model/operator_work.h"

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

TEST(OperatorWork, triad_reads_two_arrays_and_writes_one) {
  const auto work = operator_work(elementwise("memory.triad", DType::kF32, 1000));
  ASSERT_TRUE(work);
  EXPECT_EQ(work->bytes_read, 8000);
  EXPECT_EQ(work->bytes_written, 4000);
  EXPECT_EQ(work->flops, 2000);
}

TEST(OperatorWork, gemm_is_two_operations_per_multiply_add) {
  const auto work = operator_work(gemm(DType::kBf16, 2, 3, 5));
  ASSERT_TRUE(work);
  EXPECT_EQ(work->flops, 60);
  EXPECT_EQ(work->bytes_read, 2 * (2 * 5 + 5 * 3));
  EXPECT_EQ(work->bytes_written, 4 * 2 * 3);
}

// The model may not see the kernels, so the two tables are held together here.
TEST(OperatorWork, counts_what_the_kernels_specify) {
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
      // Channels fall into whole groups.
      if (spec->id == "conv.forward") problem.sizes.back().second = 4;
      const auto ours = operator_work(problem);
      ASSERT_TRUE(ours) << problem.key();
      const Work theirs = spec->work(problem);
      EXPECT_EQ(static_cast<double>(ours->bytes_read), theirs.read.value) << problem.key();
      EXPECT_EQ(static_cast<double>(ours->bytes_written), theirs.written.value) << problem.key();
      EXPECT_EQ(static_cast<double>(ours->flops), theirs.flops.value) << problem.key();
      ++compared;
    }
  }
  EXPECT_GE(compared, 19);  // seven memory kernels in two types, matrix product and gathers
}

TEST(OperatorWork, refuses_what_it_cannot_count) {
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

Problem problem(const std::string& kernel, DType dtype,
                const std::vector<std::pair<std::string, std::int64_t>>& sizes) {
  return {.kernel = kernel, .dtype = dtype, .sizes = sizes};
}

// The formula of the pairs against counting them.
TEST(OperatorWork, causal_attention_counts_the_pairs_that_are_seen) {
  for (const std::int64_t tokens : {1, 3, 7}) {
    const std::int64_t context = 7;
    std::int64_t pairs = 0;
    for (std::int64_t query = context - tokens; query < context; ++query) pairs += query + 1;
    const auto work = operator_work(problem("attention.prefill", DType::kBf16,
                                            {{"batch", 2},
                                             {"heads", 4},
                                             {"kv_heads", 2},
                                             {"tokens", tokens},
                                             {"context", context},
                                             {"head_dim", 5},
                                             {"value_dim", 3}}));
    ASSERT_TRUE(work);
    EXPECT_EQ(work->flops, 2 * 2 * 4 * pairs * (5 + 3));
    EXPECT_EQ(work->bytes_read, 2 * 2 * (4 * tokens * 5 + 2 * context * (5 + 3)));
    EXPECT_EQ(work->bytes_written, 2 * 2 * 4 * tokens * 3);
  }
}

TEST(OperatorWork, the_last_token_of_a_prefill_is_a_decode) {
  const auto decode = operator_work(problem("attention.decode", DType::kBf16,
                                            {{"batch", 3},
                                             {"heads", 4},
                                             {"kv_heads", 2},
                                             {"context", 100},
                                             {"head_dim", 16},
                                             {"value_dim", 16}}));
  const auto prefill = operator_work(problem("attention.prefill", DType::kBf16,
                                             {{"batch", 3},
                                              {"heads", 4},
                                              {"kv_heads", 2},
                                              {"tokens", 1},
                                              {"context", 100},
                                              {"head_dim", 16},
                                              {"value_dim", 16}}));
  ASSERT_TRUE(decode && prefill);
  EXPECT_EQ(*decode, *prefill);
}

// A latent of 512 and 64 positions is read once for 128 heads: 128 (2 512 + 64) 2 operations for
// each 1152 bytes, 242 a byte.
TEST(OperatorWork, latent_attention_reads_the_cache_once_for_all_heads) {
  const auto work = operator_work(problem(
      "attention.mla_decode", DType::kBf16,
      {{"batch", 1}, {"heads", 128}, {"context", 1000000}, {"latent_dim", 512}, {"rope_dim", 64}}));
  ASSERT_TRUE(work);
  EXPECT_NEAR(static_cast<double>(work->flops) / static_cast<double>(work->bytes()), 242, 1);
}

TEST(OperatorWork, grouped_products_are_that_many_products) {
  const auto one = operator_work(gemm(DType::kInt8, 2, 3, 5));
  const auto four = operator_work(
      problem("matmul.grouped", DType::kInt8, {{"groups", 4}, {"m", 2}, {"n", 3}, {"k", 5}}));
  ASSERT_TRUE(one && four);
  EXPECT_EQ(four->bytes(), 4 * one->bytes());
  EXPECT_EQ(four->flops, 4 * one->flops);
  EXPECT_EQ(matrix_elements(gemm(DType::kInt8, 2, 3, 5)), 15);
  EXPECT_EQ(matrix_elements(problem("matmul.grouped", DType::kInt8,
                                    {{"groups", 4}, {"m", 2}, {"n", 3}, {"k", 5}})),
            60);
}

// Same padding: 224 by stride 2 is 112 and 7 by stride 2 is 4; a 1x1 convolution is a product.
TEST(OperatorWork, a_convolution_keeps_the_size_divided_by_its_stride) {
  const auto conv = [](std::int64_t size, std::int64_t in, std::int64_t out, std::int64_t kernel,
                       std::int64_t stride, std::int64_t groups) {
    return *operator_work(problem("conv.forward", DType::kF16,
                                  {{"batch", 1},
                                   {"height", size},
                                   {"width", size},
                                   {"channels_in", in},
                                   {"channels_out", out},
                                   {"kernel", kernel},
                                   {"stride", stride},
                                   {"groups", groups}}));
  };
  EXPECT_EQ(conv(224, 3, 64, 7, 2, 1).flops, 2LL * 112 * 112 * 64 * 7 * 7 * 3);
  EXPECT_EQ(conv(7, 8, 8, 3, 2, 1).bytes_written, 2 * 4 * 4 * 8);
  EXPECT_EQ(conv(10, 6, 5, 1, 1, 1).flops, operator_work(gemm(DType::kF16, 100, 5, 6))->flops);
  EXPECT_EQ(conv(10, 32, 32, 3, 1, 32).flops * 32, conv(10, 32, 32, 3, 1, 1).flops);
}

TEST(OperatorWork, refuses_more_queries_than_positions) {
  const auto work = operator_work(problem("attention.prefill", DType::kBf16,
                                          {{"batch", 1},
                                           {"heads", 1},
                                           {"kv_heads", 1},
                                           {"tokens", 9},
                                           {"context", 2},
                                           {"head_dim", 1},
                                           {"value_dim", 1}}));
  ASSERT_FALSE(work);
  EXPECT_NE(work.error().message.find("less than tokens"), std::string::npos);
}

}  // namespace
}  // namespace fleetmark::model
