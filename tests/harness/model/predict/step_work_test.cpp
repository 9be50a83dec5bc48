// SPDX-License-Identifier: Apache-2.0
#include "harness/model/predict/step_work.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/harness/model/predict/predict_builders.h"

namespace fleetmark::model {
namespace {

StepWork work_of(const std::string& id, const std::string& phase, const std::string& precision,
                 const Parallel& parallel, std::int64_t batch, std::int64_t context) {
  const Workload& workload = test::shipped_workload(id);
  const auto work =
      step_work(workload, phase, find_precision(workload, precision), parallel, batch, context);
  EXPECT_TRUE(work) << work.error().message;
  return work ? *work : StepWork{};
}

double flops_of(const StepWork& work, WorkClass work_class) {
  double sum = 0;
  for (const auto& load : work.operators) {
    if (load.work_class == work_class) sum += load.flops * load.launches;
  }
  return sum;
}

// 2 operations for each weight that a token passes: all but the embedding, which is only looked up.
TEST(StepWork, products_of_a_decode_step_are_two_operations_a_weight_and_sequence) {
  const Workload& workload = test::shipped_workload("llama-3.1-70b");
  const auto weights = count_weights(workload, {"embedding", "norms"});
  ASSERT_TRUE(weights);
  for (const std::int64_t batch : {1, 16}) {
    const StepWork work = work_of("llama-3.1-70b", "decode", "bf16", {}, batch, 1024);
    EXPECT_DOUBLE_EQ(flops_of(work, WorkClass::kDense),
                     2.0 * static_cast<double>(weights->total * batch));
    EXPECT_EQ(work.sequences, batch);
    EXPECT_EQ(work.tokens, batch);
    EXPECT_EQ(work.layers, 80);
    EXPECT_EQ(work.moe_layers, 0);
    EXPECT_TRUE(work.collectives.empty());
  }
}

// 37 tokens of 8 experts each touch 116 of 128: 64 of them get 3 rows, 52 get 2. Gate and up are
// one launch of a layer for all of them, and down another.
TEST(StepWork, experts_that_have_a_row_more_are_no_launch_of_their_own) {
  const StepWork work = work_of("qwen3-30b-a3b", "decode", "bf16", {}, 37, 1024);
  const Workload& workload = test::shipped_workload("qwen3-30b-a3b");
  double rows = 0, read = 0;
  int loads = 0;
  for (const auto& load : work.operators) {
    if (load.work_class != WorkClass::kExperts) continue;
    ++loads;
    rows += load.rows * load.groups;
    read += load.lasting_bytes;
    EXPECT_EQ(load.launches, 48);
    EXPECT_DOUBLE_EQ(load.flops * load.launches,
                     2 * 37 * 8 * 768 * 2048.0 * 48 * (load.columns == 2048 ? 1 : 2));
  }
  EXPECT_EQ(loads, 2);
  EXPECT_DOUBLE_EQ(rows, 2 * 37 * 8);
  const double touched = 128 * (1 - std::pow(1 - 8 / 128.0, 37));
  EXPECT_NEAR(read, touched * 3 * 2048 * 768 * 2, 0.01 * read);
  EXPECT_EQ(workload.parameters.at("experts"), 128);
}

TEST(StepWork, a_prefill_enters_with_all_tokens) {
  const StepWork work = work_of("llama-3.1-8b", "prefill", "bf16", {}, 2, 512);
  EXPECT_EQ(work.tokens, 1024);
  EXPECT_EQ(work.sequences, 2);
}

// What has no tokens is no decode step, whose products power does not slow.
TEST(StepWork, kernels_and_images_have_no_tokens) {
  const Workload& gemm = test::shipped_workload("micro-eflop-bf16");
  const auto product = step_work(gemm, gemm.phase_rules.front().name, nullptr, {}, 1, 1);
  ASSERT_TRUE(product);
  EXPECT_EQ(product->tokens, 0);
  EXPECT_EQ(work_of("resnet-50", "request", "fp16", {}, 8, 1).tokens, 0);
}

// Megatron: two sums a layer, each over the tokens' states in 16 bits.
TEST(StepWork, tensor_parallelism_divides_the_products_and_sums_twice_a_layer) {
  const StepWork one = work_of("llama-3.1-70b", "decode", "bf16", {}, 16, 1024);
  const StepWork eight = work_of("llama-3.1-70b", "decode", "bf16", {.tensor = 8}, 16, 1024);
  EXPECT_DOUBLE_EQ(flops_of(eight, WorkClass::kDense), flops_of(one, WorkClass::kDense) / 8);
  EXPECT_DOUBLE_EQ(flops_of(eight, WorkClass::kCache), flops_of(one, WorkClass::kCache) / 8);
  EXPECT_EQ(eight.devices, 8);
  ASSERT_EQ(eight.collectives.size(), 1U);
  EXPECT_EQ(eight.collectives[0].kind, Collective::Kind::kAllReduce);
  EXPECT_EQ(eight.collectives[0].launches, 2 * 80);
  EXPECT_EQ(eight.collectives[0].bytes, 16 * 8192 * 2);
}

TEST(StepWork, attention_by_data_keeps_own_sequences_and_shares_the_experts) {
  const Parallel spread{.expert = 8, .attention_data = 8};
  const StepWork work = work_of("deepseek-v3", "decode", "fp8", spread, 64, 1024);
  const StepWork alone = work_of("deepseek-v3", "decode", "fp8", {}, 8, 1024);
  const StepWork all = work_of("deepseek-v3", "decode", "fp8", {}, 64, 1024);
  EXPECT_EQ(work.sequences, 8);
  EXPECT_EQ(work.expert_devices, 8);
  EXPECT_EQ(work.moe_layers, 58);  // 61, of which the first 3 are dense
  EXPECT_DOUBLE_EQ(flops_of(work, WorkClass::kLatentCache),
                   flops_of(alone, WorkClass::kLatentCache));
  // Rows are dealt in whole ones: a device has an eighth of them and up to one more an expert.
  const double share = flops_of(work, WorkClass::kExperts) / flops_of(all, WorkClass::kExperts);
  EXPECT_NEAR(share, 1.0 / 8, 0.02);
  ASSERT_EQ(work.collectives.size(), 2U);
  for (const auto& collective : work.collectives) {
    EXPECT_EQ(collective.kind, Collective::Kind::kAllToAll);
    EXPECT_EQ(collective.launches, 58);
  }
  EXPECT_EQ(work.collectives[0].bytes, 8 * 7168 * 8);      // tokens, width, experts, 8 bits
  EXPECT_EQ(work.collectives[1].bytes, 8 * 7168 * 8 * 2);  // results, 16 bits
  const StepWork wide = work_of("deepseek-v3", "decode", "bf16", spread, 64, 1024);
  EXPECT_EQ(wide.collectives[0].bytes, 8 * 7168 * 8 * 2);
}

// The fullest device holds its step up: 63 sequences over 32 devices are two on most of them.
TEST(StepWork, sequences_that_do_not_come_out_even_count_as_the_fullest_device_has_them) {
  const Parallel spread{.expert = 32, .attention_data = 32};
  const auto sequences = [&](std::int64_t batch) {
    return work_of("deepseek-v3", "decode", "fp8", spread, batch, 1024).sequences;
  };
  EXPECT_EQ(sequences(1), 1);
  EXPECT_EQ(sequences(32), 1);
  EXPECT_EQ(sequences(33), 2);
  EXPECT_EQ(sequences(64), 2);
}

TEST(StepWork, heads_are_shared_evenly_or_not_at_all) {
  const Workload& workload = test::shipped_workload("llama-3.1-70b");
  const auto work =
      step_work(workload, "decode", find_precision(workload, "fp8"), {.tensor = 3}, 16, 1024);
  ASSERT_FALSE(work);
  EXPECT_EQ(work.error().code, ErrorCode::kNotSupported);
  EXPECT_EQ(work.error().message, "llama-3.1-70b: tp 3: does not divide its 64 heads");
}

// Two sums a layer forward, and two backward.
TEST(StepWork, training_sends_its_messages_twice) {
  const StepWork work = work_of("llama-3.1-70b", "train", "bf16", {.tensor = 8}, 1, 1024);
  ASSERT_EQ(work.collectives.size(), 1U);
  EXPECT_EQ(work.collectives[0].launches, 2 * 2 * 80);
}

TEST(StepWork, stages_send_their_tokens_to_the_next) {
  const Parallel piped{.tensor = 2, .pipeline = 4};
  const StepWork work = work_of("llama-3.1-70b", "decode", "bf16", piped, 16, 1024);
  EXPECT_EQ(work.devices, 2);  // that share a matrix
  ASSERT_EQ(work.collectives.size(), 2U);
  EXPECT_EQ(work.collectives[0].kind, Collective::Kind::kSend);
  EXPECT_EQ(work.collectives[0].launches, 3);
  EXPECT_EQ(work.collectives[0].bytes, 16 * 8192 * 2);
  EXPECT_EQ(work.collectives[0].devices, 8);
}

// Devices that share one attention sum it up among themselves.
TEST(StepWork, a_sum_inside_a_group_of_attention_is_of_its_devices) {
  const Parallel spread{.tensor = 4, .expert = 32, .attention_data = 8};
  const StepWork work = work_of("deepseek-v3", "decode", "fp8", spread, 64, 1024);
  ASSERT_EQ(work.collectives.size(), 3U);
  EXPECT_EQ(work.collectives[2].kind, Collective::Kind::kAllReduce);
  EXPECT_EQ(work.collectives[2].devices, 4);
  EXPECT_EQ(work.devices, 32);
}

// DeepSeek-V3 technical report, 2.1.2: experts of at most 4 of 8 groups, sent once to each server;
// DeepEP: direct to the experts where tokens are few.
TEST(StepWork, tokens_of_a_prefill_are_sent_once_to_each_server) {
  const Parallel spread{.expert = 32, .attention_data = 32};
  const Routing prefill =
      work_of("deepseek-v3", "prefill", "fp8", spread, 32, 1024).collectives.at(0).routing;
  EXPECT_EQ(prefill.choices, 8);
  EXPECT_EQ(prefill.groups, 8);
  EXPECT_EQ(prefill.chosen_groups, 4);
  EXPECT_TRUE(prefill.once_per_domain);
  const Routing decode =
      work_of("kimi-k2.5", "decode", "fp8", spread, 32, 1024).collectives.at(0).routing;
  EXPECT_EQ(decode.groups, 1);
  EXPECT_FALSE(decode.once_per_domain);
}

TEST(StepWork, a_precision_says_the_bits_and_the_path_of_weights) {
  const StepWork work = work_of("llama-3.1-70b", "decode", "nvfp4", {}, 16, 1024);
  int products = 0;
  for (const auto& load : work.operators) {
    if (load.work_class != WorkClass::kDense) continue;
    ++products;
    EXPECT_EQ(load.weight_bits, 4.5);
    EXPECT_EQ(load.path, Path::kFp4);
    EXPECT_EQ(load.rows, 16);
  }
  EXPECT_GE(products, 5);
  for (const auto& load : work_of("llama-3.1-70b", "decode", "fp8", {}, 16, 1024).operators) {
    if (load.work_class == WorkClass::kDense) {
      EXPECT_EQ(load.weight_bits, 8);
      EXPECT_EQ(load.path, Path::kFp8);
    }
  }
}

// config.json of openai/gpt-oss-120b: attention, router, embedding and head are not converted.
TEST(StepWork, experts_alone_are_read_with_four_bits_where_the_rest_is_not_converted) {
  int dense = 0, experts = 0;
  for (const auto& load : work_of("gpt-oss-120b", "decode", "mxfp4", {}, 16, 1024).operators) {
    if (load.work_class == WorkClass::kDense) {
      ++dense;
      EXPECT_EQ(load.weight_bits, 16);
    }
    if (load.work_class == WorkClass::kExperts) {
      ++experts;
      EXPECT_EQ(load.weight_bits, 4.25);
      EXPECT_EQ(load.path, Path::kBf16);
    }
  }
  EXPECT_GE(dense, 3);
  EXPECT_GE(experts, 2);
  for (const auto& load : work_of("kimi-k2.5", "decode", "nvfp4", {}, 16, 1024).operators) {
    const bool is_product =
        load.work_class == WorkClass::kExperts || load.work_class == WorkClass::kDense;
    const bool is_expert = load.work_class == WorkClass::kExperts;
    if (is_product) {
      EXPECT_EQ(load.path, is_expert ? Path::kFp4 : Path::kBf16);
    }
  }
}

// Model card of gpt-oss, arXiv:2508.10925, table 1: checkpoint of 60.8 GiB; Kimi K2 Thinking's
// checkpoint in INT4 is stated with 594 GB.
TEST(StepWork, weights_take_what_their_checkpoints_do) {
  const auto bytes = [](const std::string& id, const std::string& precision) {
    const Workload& workload = test::shipped_workload(id);
    return stored_bytes(*count_weights(workload), find_precision(workload, precision));
  };
  EXPECT_NEAR(bytes("gpt-oss-120b", "mxfp4") / (1 << 30), 60.8, 0.3);
  EXPECT_NEAR(bytes("kimi-k2.5", "int4") / 1e9, 594, 3);
}

TEST(StepWork, every_operator_of_the_shipped_decoders_finds_its_class) {
  const auto classes = [](const std::string& id, const std::string& phase) {
    std::vector<bool> found(static_cast<std::size_t>(WorkClass::kCount));
    const StepWork work =
        work_of(id, phase, test::shipped_workload(id).precisions[0].name, {}, 4, 512);
    for (const auto& load : work.operators) {
      found[static_cast<std::size_t>(load.work_class)] = true;
    }
    std::string names;
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (found[i]) names += std::string(name_of(static_cast<WorkClass>(i))) + " ";
    }
    return names;
  };
  EXPECT_EQ(classes("llama-3.1-8b", "decode"), "dense cache elementwise ");
  EXPECT_EQ(classes("llama-3.1-8b", "prefill"), "dense attention elementwise ");
  EXPECT_EQ(classes("llama-3.1-8b", "train"), "dense attention elementwise optimizer ");
  EXPECT_EQ(classes("deepseek-v3", "decode"), "dense experts latent_cache elementwise ");
  EXPECT_EQ(classes("gpt-oss-120b", "decode"), "dense experts cache elementwise ");
}

TEST(StepWork, a_phase_that_is_not_there_is_named) {
  const Workload& workload = test::shipped_workload("llama-3.1-8b");
  const auto refused = step_work(workload, "request", nullptr, {}, 1, 1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "llama-3.1-8b: has no phase 'request'");
}

}  // namespace
}  // namespace fleetmark::model
