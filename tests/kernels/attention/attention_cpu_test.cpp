// SPDX-License-Identifier: Apache-2.0
// Attention on the CPU against its oracle over random shapes, the oracle against closed forms, work
// by hand, and planted faults.
#include <cmath>

#include "kernels/attention/attention_spec.h"
#include "tests/support/kernel_checks.h"

namespace fleetmark {
namespace {

using test::pick;

Problem prefill(std::int64_t batch, std::int64_t kv_heads, std::int64_t group, std::int64_t tokens,
                std::int64_t context, std::int64_t key, std::int64_t value) {
  return {"attention.prefill",
          DType::kF32,
          {{"batch", batch},
           {"heads", kv_heads * group},
           {"kv_heads", kv_heads},
           {"tokens", tokens},
           {"context", context},
           {"head_dim", key},
           {"value_dim", value}}};
}
Problem decode(std::int64_t batch, std::int64_t kv_heads, std::int64_t group, std::int64_t context,
               std::int64_t key, std::int64_t value) {
  return {"attention.decode",
          DType::kF32,
          {{"batch", batch},
           {"heads", kv_heads * group},
           {"kv_heads", kv_heads},
           {"context", context},
           {"head_dim", key},
           {"value_dim", value}}};
}
Problem mla(std::int64_t batch, std::int64_t heads, std::int64_t context, std::int64_t latent,
            std::int64_t rope) {
  return {"attention.mla_decode",
          DType::kF32,
          {{"batch", batch},
           {"heads", heads},
           {"context", context},
           {"latent_dim", latent},
           {"rope_dim", rope}}};
}
Problem encode(std::int64_t batch, std::int64_t heads, std::int64_t tokens, std::int64_t key) {
  return {"attention.encode",
          DType::kF32,
          {{"batch", batch}, {"heads", heads}, {"tokens", tokens}, {"head_dim", key}}};
}

// Small integers make scores differ by tens, so that maxima move and weights vanish.
const auto kUniformAndPeaked = {DataPattern::kUniform, DataPattern::kSmallIntegers};

TEST(AttentionCpu, decode_is_right_at_head_dims_and_groups_of_models) {
  int runs = 0;
  for (const std::int64_t key : {64, 128, 192}) {
    for (const std::int64_t group : {1, 2, 3, 4, 8, 16}) {
      runs += test::expect_right(decode(1, 1, group, 77 + key, key, key == 192 ? 128 : key),
                                 {DataPattern::kSmallIntegers});
    }
  }
  EXPECT_EQ(runs, 3 * 6 * 4);  // in every type
}

TEST(AttentionCpu, decode_is_right_at_random_shapes) {
  for (int draw = 0; draw < 16; ++draw) {
    test::expect_right(decode(pick(draw, 0, 3), pick(draw, 1, 3), pick(draw, 2, 5),
                              pick(draw, 3, 140), pick(draw, 4, 70), pick(draw, 5, 70)),
                       kUniformAndPeaked);
  }
}

TEST(AttentionCpu, latent_decode_is_right_at_random_shapes) {
  for (int draw = 0; draw < 8; ++draw) {
    test::expect_right(mla(pick(draw, 0, 3), pick(draw, 1, 20), pick(draw, 2, 100),
                           pick(draw, 3, 80), pick(draw, 4, 40)),
                       kUniformAndPeaked);
  }
  test::expect_right(mla(1, 3, 65, 512, 64), {DataPattern::kUniform});
}

TEST(AttentionCpu, prefill_is_right_at_head_dims_and_groups_of_models) {
  int runs = 0;
  for (const std::int64_t key : {64, 128, 192}) {
    for (const std::int64_t group : {1, 2, 3, 5, 8, 16}) {
      const std::int64_t tokens = 3 + group;
      runs += test::expect_right(
          prefill(1, 2, group, tokens, tokens + 2 * key / 3, key, key == 192 ? 128 : key),
          {DataPattern::kSmallIntegers});
    }
  }
  EXPECT_GE(runs, 3 * 6);
}

TEST(AttentionCpu, prefill_and_encode_are_right_at_random_shapes) {
  for (int draw = 0; draw < 12; ++draw) {
    const std::int64_t tokens = pick(draw, 0, 70);
    test::expect_right(
        prefill(pick(draw, 1, 2), pick(draw, 2, 2), pick(draw, 3, 3), tokens,
                tokens + pick(draw, 4, 150) - 1, pick(draw, 5, 40), pick(draw, 6, 40)),
        kUniformAndPeaked);
    test::expect_right(
        encode(pick(draw, 7, 2), pick(draw, 8, 3), pick(draw, 9, 150), pick(draw, 10, 40)),
        kUniformAndPeaked);
  }
  for (const std::int64_t key : {64, 128, 192}) {
    test::expect_right(prefill(1, 1, 2, 33, 65, key, 128), {DataPattern::kNormal});
    test::expect_right(encode(1, 2, 71, key), {DataPattern::kSmallIntegers});
  }
}

// Equal keys give equal weights: the output is the mean of the values seen, here all 1.
TEST(AttentionCpu, the_oracle_knows_what_equal_keys_give) {
  const Problem problem = prefill(1, 2, 2, 3, 5, 4, 3);
  const InputRecipe recipe{DataPattern::kConstant, 1};
  test::CopiedOutput ones(std::vector<double>(4 * 3 * 3, 1.0));
  EXPECT_TRUE(find_kernel_spec(problem.kernel)->verify(problem, recipe, ones)->passed);
  test::CopiedOutput more(std::vector<double>(4 * 3 * 3, 1.0001));
  EXPECT_FALSE(find_kernel_spec(problem.kernel)->verify(problem, recipe, more)->passed);
}

// The oracle's tokens, heads and positions by the formula, worked out here once more and plainly.
TEST(AttentionCpu, the_oracle_follows_the_definition) {
  const Problem problem = prefill(2, 2, 3, 4, 7, 5, 6);
  const InputRecipe recipe{DataPattern::kUniform, 11};
  const auto at = [&](int operand, std::int64_t i) {
    return static_cast<double>(input_value(recipe, operand, static_cast<std::uint64_t>(i)));
  };
  std::vector<double> expected;
  for (std::int64_t b = 0; b < 2; ++b) {
    for (std::int64_t h = 0; h < 6; ++h) {
      for (std::int64_t t = 0; t < 4; ++t) {
        std::vector<double> out(6);
        double sum = 0;
        for (std::int64_t p = 0; p <= t + 3; ++p) {
          double score = 0;
          for (std::int64_t d = 0; d < 5; ++d) {
            score +=
                at(0, ((b * 6 + h) * 4 + t) * 5 + d) * at(1, ((b * 2 + h / 3) * 7 + p) * 5 + d);
          }
          const double weight = std::exp(score / std::sqrt(5.0));
          sum += weight;
          for (std::int64_t d = 0; d < 6; ++d) {
            out[static_cast<std::size_t>(d)] += weight * at(2, ((b * 2 + h / 3) * 7 + p) * 6 + d);
          }
        }
        for (const double value : out) expected.push_back(value / sum);
      }
    }
  }
  test::CopiedOutput output(expected);
  const auto v = find_kernel_spec(problem.kernel)->verify(problem, recipe, output);
  EXPECT_TRUE(v->passed) << v->detail;
  EXPECT_LT(v->max_error, 1e-6);
  EXPECT_EQ(v->elements_checked, 2 * 6 * 4 * 6);
}

TEST(AttentionCpu, planted_faults_are_found) {
  test::expect_faults_found(decode(1, 2, 2, 50, 16, 16), 1e-4);
  test::expect_faults_found(prefill(1, 1, 2, 9, 20, 16, 16), 1e-4);
  test::expect_faults_found(encode(1, 2, 20, 16), 1e-4);
  test::expect_faults_found(mla(1, 4, 40, 32, 16), 1e-4);
  test::expect_faults_found(test::as(DType::kF16, decode(1, 2, 2, 50, 16, 16)), 1e-3);
  test::expect_faults_found(test::as(DType::kF16, mla(1, 4, 40, 32, 16)), 1e-3);
  test::expect_faults_found(test::as(DType::kFp8E4m3, decode(1, 2, 2, 50, 16, 16)), 0.2);
}

TEST(AttentionCpu, work_is_that_of_the_definition) {
  const auto work = [](Problem problem) {
    problem.dtype = DType::kBf16;
    return find_kernel_spec(problem.kernel)->work(problem);
  };
  const Work causal = work(prefill(2, 2, 4, 3, 5, 64, 32));  // 3 queries see 3, 4 and 5 positions
  EXPECT_EQ(causal.flops, Flops(2.0 * 2 * 8 * (3 + 4 + 5) * (64 + 32)));
  EXPECT_EQ(causal.read, Bytes(2.0 * 2 * (8 * 3 * 64 + 2 * 5 * (64 + 32))));
  EXPECT_EQ(causal.written, Bytes(2.0 * 2 * 8 * 3 * 32));
  const Work one = work(decode(3, 2, 4, 10, 64, 32));
  EXPECT_EQ(one.flops, Flops(2.0 * 3 * 8 * 10 * 96));
  EXPECT_EQ(one.read, Bytes(2.0 * 3 * (8 * 64 + 2 * 10 * 96)));
  const Work latent = work(mla(2, 16, 10, 512, 64));
  EXPECT_EQ(latent.flops, Flops(2.0 * 2 * 16 * 10 * (2 * 512 + 64)));
  EXPECT_EQ(latent.read, Bytes(2.0 * 2 * (16 * 576 + 10 * 576)));
  EXPECT_EQ(latent.written, Bytes(2.0 * 2 * 16 * 512));
  const Work fp8 = find_kernel_spec("attention.decode")
                       ->work(test::as(DType::kFp8E4m3, decode(3, 2, 4, 10, 64, 32)));
  EXPECT_EQ(fp8.read, Bytes(3.0 * (8 * 64 + 2 * 10 * 96)));
  EXPECT_EQ(fp8.written, Bytes(1.0 * 3 * 8 * 32));
  const Work every = work(encode(2, 4, 10, 64));
  EXPECT_EQ(every.flops, Flops(4.0 * 2 * 4 * 10 * 10 * 64));
  EXPECT_EQ(every.read, Bytes(3.0 * 2 * 2 * 4 * 10 * 64));
}

TEST(AttentionCpu, shapes_without_meaning_are_not_supported) {
  Problem uneven = decode(1, 2, 2, 8, 16, 16);
  uneven.sizes[1].second = 5;  // heads
  for (const auto& problem : {uneven, prefill(1, 1, 1, 9, 8, 16, 16), decode(1, 1, 1, 0, 16, 16),
                              decode(1, 1, 1, 8, 2048, 16)}) {
    const auto shape = attention::checked_shape(problem);
    ASSERT_FALSE(shape) << problem.key();
    EXPECT_EQ(shape.error().code, ErrorCode::kNotSupported);
  }
}

}  // namespace
}  // namespace fleetmark
