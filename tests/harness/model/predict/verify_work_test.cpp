// SPDX-License-Identifier: Apache-2.0
#include "harness/model/predict/verify_work.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "harness/model/predict/step_time.h"
#include "tests/harness/model/predict/predict_builders.h"

namespace fleetmark::model {
namespace {

StepWork verified(const std::string& id, const std::string& precision, const Parallel& parallel,
                  std::int64_t batch, std::int64_t drafts, std::int64_t context = 1024) {
  const Workload& workload = test::shipped_workload(id);
  const auto work =
      verify_work(workload, find_precision(workload, precision), parallel, batch, context, drafts);
  EXPECT_TRUE(work) << work.error().message;
  return work ? *work : StepWork{};
}

double sum_of(const StepWork& work, WorkClass work_class, double OperatorLoad::*figure) {
  double sum = 0;
  for (const auto& load : work.operators) {
    if (load.work_class == work_class) sum += load.*figure * load.launches;
  }
  return sum;
}

TEST(VerifyWork, without_drafts_it_is_the_decode_step) {
  const Workload& workload = test::shipped_workload("deepseek-v3");
  const auto decode =
      step_work(workload, "decode", find_precision(workload, "fp8"), {.tensor = 8}, 16, 1024);
  const StepWork verify = verified("deepseek-v3", "fp8", {.tensor = 8}, 16, 0);
  ASSERT_TRUE(decode);
  ASSERT_EQ(verify.operators.size(), decode->operators.size());
  for (std::size_t i = 0; i < verify.operators.size(); ++i) {
    EXPECT_EQ(verify.operators[i].bytes, decode->operators[i].bytes);
    EXPECT_EQ(verify.operators[i].flops, decode->operators[i].flops);
    EXPECT_EQ(verify.operators[i].queries, 1);
  }
  EXPECT_EQ(verify.tokens, 16);
}

TEST(VerifyWork, products_see_every_token_and_weights_once) {
  for (const std::int64_t drafts : {1, 4, 7}) {
    const auto queries = static_cast<double>(1 + drafts);
    const StepWork one = verified("llama-3.1-70b", "fp8", {.tensor = 2}, 8, 0),
                   all = verified("llama-3.1-70b", "fp8", {.tensor = 2}, 8, drafts);
    EXPECT_DOUBLE_EQ(sum_of(all, WorkClass::kDense, &OperatorLoad::flops),
                     queries * sum_of(one, WorkClass::kDense, &OperatorLoad::flops));
    EXPECT_DOUBLE_EQ(sum_of(all, WorkClass::kDense, &OperatorLoad::rows),
                     queries * sum_of(one, WorkClass::kDense, &OperatorLoad::rows));
    EXPECT_EQ(sum_of(all, WorkClass::kDense, &OperatorLoad::lasting_bytes),
              sum_of(one, WorkClass::kDense, &OperatorLoad::lasting_bytes));
    EXPECT_EQ(all.sequences, 8);
    EXPECT_EQ(all.tokens, 8 * queries);
    ASSERT_EQ(all.collectives.size(), 1U);
    EXPECT_DOUBLE_EQ(all.collectives[0].bytes, queries * one.collectives[0].bytes);
  }
}

// 32 layers, 8 key and value heads and 32 query heads of 128 elements in 16 bits; 5 sequences.
TEST(VerifyWork, a_cache_is_read_once_for_all_queries_of_a_sequence) {
  const double cache_bytes = 32.0 * 2 * 5 * 8 * 1000 * 2 * 128,
               query_bytes = 32.0 * 2 * 5 * 32 * (128 + 128);
  for (const std::int64_t drafts : {0, 1, 6}) {
    const auto queries = static_cast<double>(1 + drafts);
    const StepWork work = verified("llama-3.1-8b", "bf16", {}, 5, drafts, 1000);
    EXPECT_DOUBLE_EQ(sum_of(work, WorkClass::kCache, &OperatorLoad::bytes),
                     cache_bytes + queries * query_bytes);
    // No more is certain to come from memory than for one query.
    EXPECT_DOUBLE_EQ(sum_of(work, WorkClass::kCache, &OperatorLoad::lasting_bytes),
                     cache_bytes + query_bytes);
    // 2 operations for each of 128 elements of key and of value, query head and position.
    EXPECT_DOUBLE_EQ(sum_of(work, WorkClass::kCache, &OperatorLoad::flops),
                     queries * 32 * 5 * 32 * 1000 * 2 * (128 + 128));
  }
}

// 61 layers of 128 heads over a latent of 512 + 64 elements in 8 bits.
TEST(VerifyWork, a_latent_cache_is_read_once_as_well) {
  const double cache_bytes = 61.0 * 2 * 1024 * (512 + 64),
               query_bytes = 61.0 * 2 * 128 * (512 + 64 + 512);
  const StepWork one = verified("deepseek-v3", "fp8", {}, 2, 0),
                 all = verified("deepseek-v3", "fp8", {}, 2, 3);
  const double element_bytes =
      sum_of(one, WorkClass::kLatentCache, &OperatorLoad::bytes) / (cache_bytes + query_bytes);
  EXPECT_TRUE(element_bytes == 1 || element_bytes == 2) << element_bytes;
  EXPECT_DOUBLE_EQ(sum_of(all, WorkClass::kLatentCache, &OperatorLoad::bytes),
                   element_bytes * (cache_bytes + 4 * query_bytes));
  EXPECT_DOUBLE_EQ(sum_of(all, WorkClass::kLatentCache, &OperatorLoad::flops),
                   4 * sum_of(one, WorkClass::kLatentCache, &OperatorLoad::flops));
}

TEST(VerifyWork, experts_are_as_many_as_all_tokens_touch) {
  const auto experts_bytes = [](std::int64_t batch, std::int64_t drafts) {
    return sum_of(verified("qwen3-30b-a3b", "bf16", {}, batch, drafts), WorkClass::kExperts,
                  &OperatorLoad::lasting_bytes);
  };
  EXPECT_EQ(experts_bytes(2, 3), experts_bytes(8, 0));
  EXPECT_GT(experts_bytes(2, 3), 2 * experts_bytes(2, 0));
  EXPECT_LT(experts_bytes(2, 3), 4 * experts_bytes(2, 0));
}

TEST(VerifyWork, attention_by_data_spreads_the_tokens) {
  const Parallel spread{.expert = 8, .attention_data = 8};
  const StepWork one = verified("deepseek-v3", "fp8", spread, 32, 0),
                 all = verified("deepseek-v3", "fp8", spread, 32, 2);
  EXPECT_EQ(all.sequences, 4);
  EXPECT_EQ(all.tokens, 12);
  EXPECT_DOUBLE_EQ(sum_of(all, WorkClass::kLatentCache, &OperatorLoad::flops),
                   3 * sum_of(one, WorkClass::kLatentCache, &OperatorLoad::flops));
  EXPECT_GT(sum_of(all, WorkClass::kExperts, &OperatorLoad::flops),
            2.9 * sum_of(one, WorkClass::kExperts, &OperatorLoad::flops));
}

// With many queries the operations of attention count, which one query hides behind the cache.
TEST(VerifyWork, many_queries_make_attention_compute) {
  const auto cache_s = [](std::int64_t drafts) {
    const StepTime time = step_time(verified("llama-3.1-8b", "bf16", {}, 64, drafts, 8192),
                                    test::round_rates(), test::lossless());
    return time.class_s[static_cast<std::size_t>(WorkClass::kCache)];
  };
  // 4 query heads share a cache of 16 bits: 4 operations a byte and query, 100 at the ridge.
  EXPECT_NEAR(cache_s(15) / cache_s(0), 1, 0.05);
  EXPECT_NEAR(cache_s(63) / cache_s(0), 64 * 4 / 100.0, 0.05);
}

}  // namespace
}  // namespace fleetmark::model
