// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/harness/model/predict/predict_builders.h"
#include "tests/harness/model/predict/published_builders.h"

namespace fleetmark::model {
namespace {

using test::made;
using test::published;
using test::refusal;
using test::words;

const Library& training_library() {
  static const Library one = test::library_of(
      {"h100-sxm5-80", "tpu-v5p"},
      {"gpt-3-175b", "llama-3.1-8b", "bert-large", "dlrm-dcnv2", "resnet-50", "deepseek-v3"});
  return one;
}

record::PublishedResult training(const char* model, const char* parallelism) {
  auto row = published("train", "train_tokens_per_s_per_gpu", 866,
                       {{"model", words(model)},
                        {"precision", words("FP8")},
                        {"seq_len", 2048.0},
                        {"global_batch", 256.0},
                        {"micro_batch", 2.0},
                        {"parallelism", words(parallelism)}});
  row.devices = 512;
  return row;
}

const StepTask& step_of(const PublishedCase& found) {
  return std::get<StepTask>(found.what.task.what);
}

// 512 devices in copies of 4 x 8 x 2 are 8; 256 sequences are 32 to a copy, 16 micro-batches of 2.
// (p - 1) / (v m) = 7 / (8 x 16).
TEST(TrainingCases, a_pipeline_waits_for_its_bubble) {
  const PublishedCase found =
      made(training("GPT-3 175B", "TP4 PP8 CP2 VP8 EP1"), training_library());
  EXPECT_DOUBLE_EQ(step_of(found).time_factor, 1 + 7.0 / (8 * 16));
  EXPECT_DOUBLE_EQ(step_of(found).amount, 2 * 2048 / 4.0);
  EXPECT_EQ(step_of(found).work.devices, 4);
  EXPECT_EQ(found.what.extents, (std::array<double, kExtents>{512, 2, 2048, 4 * 8}));
  EXPECT_EQ(found.measured, 866);
  EXPECT_EQ(found.what.channel, Channel::kTraining);
}

TEST(TrainingCases, each_word_of_a_layout_counts_and_an_absent_one_is_one) {
  const auto factor = [](const char* text) {
    return step_of(made(training("GPT-3 175B", text), training_library())).time_factor;
  };
  EXPECT_DOUBLE_EQ(factor("TP4"), 1);
  EXPECT_DOUBLE_EQ(factor("TP4 PP8"), 1 + 7.0 / 8);       // 16 copies: 8 micro-batches
  EXPECT_DOUBLE_EQ(factor("TP8 PP8"), 1 + 7.0 / 16);      // 8 copies
  EXPECT_DOUBLE_EQ(factor("TP4 PP8 CP2"), 1 + 7.0 / 16);  // likewise
  EXPECT_DOUBLE_EQ(factor("TP4 PP8 VP2"), 1 + 7.0 / 16);
}

// NVIDIA's GPT-3 of MLPerf Training v3.1 on 10,752 devices: MINIBS 8, micro-batch 1, TP4 PP8.
TEST(TrainingCases, copies_exchange_gradients_where_their_layout_is_told) {
  auto row = training("GPT-3 175B", "TP4 PP8 VP12");
  row.devices = 10752;
  row.workload.erase("global_batch");
  row.workload["global_batch_samples"] = 2688.0;
  row.workload["micro_batch"] = 1.0;
  const PublishedCase found = made(row, training_library());
  const auto& gradients = step_of(found).gradients;
  ASSERT_TRUE(gradients);
  EXPECT_EQ(gradients->microbatches, 8);
  EXPECT_EQ(gradients->copies.all, 336);
  EXPECT_EQ(gradients->copies.devices(), 10752);
  EXPECT_NEAR(gradients->bytes, 2 * 175e9 / 4, 0.01 * 2 * 175e9 / 4);
  for (const char* layout : {"", "FSDP64 TP1 PP1"}) {
    row.workload["parallelism"] = words(layout);
    EXPECT_FALSE(step_of(made(row, training_library())).gradients) << layout;
  }
}

// 64 devices in copies of 4 that share each sequence by two: 16 sets of gradients of 8 sequences.
// A device does half of each of its copy's 16 micro-batches.
TEST(TrainingCases, devices_that_share_a_sequence_do_half_of_each_micro_batch) {
  auto row = training("Llama-3.1-8B", "TP4 CP2");
  row.devices = 64;
  row.workload["global_batch"] = 128.0;
  row.workload["micro_batch"] = 1.0;
  const PublishedCase shared = made(row, training_library());
  ASSERT_TRUE(step_of(shared).gradients);
  EXPECT_EQ(step_of(shared).gradients->copies.all, 16);
  EXPECT_EQ(step_of(shared).gradients->microbatches, 16);
  EXPECT_EQ(step_of(shared).gradients->context, 2);
  const auto launches = [](const PublishedCase& found) {
    const auto& loads = step_of(found).work.operators;
    return std::ranges::find(loads, WorkClass::kOptimizer, &OperatorLoad::work_class)->launches;
  };
  EXPECT_DOUBLE_EQ(launches(shared), 1 / 8.0);
  row.workload["parallelism"] = words("TP4");
  EXPECT_DOUBLE_EQ(launches(made(row, training_library())), 1 / 8.0);
}

// DeepSeek-V3 on 256 devices, 8 stages: the 32 of a stage have all dense weights each, and each of
// 32 its own experts, or of 8 the same as 3 others, 8 devices apart.
TEST(TrainingCases, experts_are_exchanged_by_those_that_have_the_same) {
  auto row = training("DeepSeek-V3 671B", "TP1 PP8 VP2 EP32");
  row.devices = 256;
  row.workload["global_batch"] = 4096.0;
  row.workload["micro_batch"] = 1.0;
  row.workload["seq_len"] = 4096.0;
  const auto of = [&](const char* layout) {
    row.workload["parallelism"] = words(layout);
    const PublishedCase found = made(row, training_library());
    return step_of(found).gradients.value_or(GradientExchange{});
  };
  const GradientExchange spread = of("TP1 PP8 VP2 EP32"), shared = of("TP1 PP8 VP2 EP8");
  EXPECT_EQ(spread.copies.all, 32);
  EXPECT_EQ(spread.expert_copies.all, 1);
  EXPECT_EQ(shared.expert_copies.all, 4);
  EXPECT_EQ(shared.expert_copies.tensor, 8);
  EXPECT_DOUBLE_EQ(shared.bytes, spread.bytes);
  EXPECT_DOUBLE_EQ(shared.expert_bytes, 4 * spread.expert_bytes);
  EXPECT_NEAR(shared.bytes + 8 * shared.expert_bytes, 2 * 671e9, 0.01 * 2 * 671e9);
}

// Two copies of 4 devices a stage lie beside each other in a domain of 8: stages do not exchange
// gradients.
TEST(TrainingCases, copies_of_one_domain_need_no_network) {
  auto row = training("Llama-3.1-405B", "TP4 PP16");
  row.device = "mi325x";
  row.devices = 128;
  row.workload["seq_len"] = 8192.0;
  const Library library = test::library_of({"mi325x"}, {"llama-3.1-405b"});
  ASSERT_FALSE((*library.device("mi325x"))->scale_out_bytes_per_s);
  EXPECT_TRUE(step_of(made(row, library)).gradients);
  row.devices = 256;
  EXPECT_FALSE(step_of(made(row, library)).gradients);
}

// How often the optimizer runs is not told: all devices share its state, at each micro-batch.
TEST(TrainingCases, a_layout_without_micro_batches_shares_the_state_among_all) {
  auto row = training("DeepSeek-V3 671B", "PP16 EP64 ZeRO-1");
  row.devices = 2048;
  row.workload["seq_len"] = 4096.0;
  row.workload.erase("global_batch");
  const auto bytes = [&](const char* layout) {
    row.workload["parallelism"] = words(layout);
    const PublishedCase found = made(row, training_library());
    const auto& loads = step_of(found).work.operators;
    return std::ranges::find(loads, WorkClass::kOptimizer, &OperatorLoad::work_class)->bytes;
  };
  EXPECT_DOUBLE_EQ(bytes("PP16 EP64 ZeRO-1"), bytes("EP64"));
}

TEST(TrainingCases, gradient_accumulation_is_the_number_of_micro_batches) {
  auto row = training("GPT-3 175B", "TP4 PP8");
  row.workload.erase("global_batch");
  EXPECT_EQ(step_of(made(row, training_library())).time_factor,
            1);  // not told: no bubble is made up
  row.workload["grad_accum"] = 14.0;
  EXPECT_DOUBLE_EQ(step_of(made(row, training_library())).time_factor, 1.5);
}

TEST(TrainingCases, the_optimizer_runs_once_for_all_micro_batches) {
  const auto launches = [](double global_batch) {
    auto row = training("Llama-3.1-8B", "TP1");
    row.workload["global_batch"] = global_batch;
    double sum = 0;
    const auto found = made(row, training_library());  // the loop looks into it
    for (const auto& load : step_of(found).work.operators) {
      if (load.work_class == WorkClass::kOptimizer) sum += load.launches;
    }
    return sum;
  };
  EXPECT_GT(launches(1024), 0);
  EXPECT_DOUBLE_EQ(launches(1024), 8 * launches(8192));  // 1 and 8 of 2 sequences on each of 512
}

TEST(TrainingCases, samples_are_counted_in_tokens_where_they_are_sequences) {
  auto row = training("bert-large", "");
  row.metric = "train_samples_per_s";
  row.workload["precision"] = words("FP16 AMP");
  row.per_device = 209;
  row.workload["seq_len"] = 512.0;
  EXPECT_DOUBLE_EQ(made(row, training_library()).measured, 209 * 512);
  auto rows = published("dlrm", "train_samples_per_s", 13e6,
                        {{"model", words("DLRM-DCNv2")},
                         {"precision", words("TF32/FP16 AMP")},
                         {"global_batch_samples", 65536.0}});
  rows.devices = 8;
  rows.per_device = 13e6 / 8;
  const PublishedCase found = made(rows, training_library());
  EXPECT_EQ(found.what.channel, Channel::kRecommendation);
  EXPECT_DOUBLE_EQ(found.measured, 13e6 / 8);
  EXPECT_DOUBLE_EQ(step_of(found).amount, 8192);
  EXPECT_EQ(found.what.extents[2], 1);  // no sequences, as where they are predicted
}

TEST(TrainingCases, sequences_have_a_length_that_is_told) {
  auto row = training("GPT-3 175B", "TP4");
  row.workload.erase("seq_len");
  EXPECT_EQ(refusal(row, training_library()), "seq_len");
}

// A record and a question of the same recipe send the same messages.
TEST(TrainingCases, a_record_sends_what_a_question_of_its_recipe_sends) {
  const Workload& workload = test::shipped_workload("gpt-3-175b");
  const auto asked =
      step_work(workload, "train", find_precision(workload, "fp8"), Parallel{.tensor = 4}, 2, 2048);
  ASSERT_TRUE(asked);
  const StepTask step = step_of(made(training("GPT-3 175B", "TP4 PP8"), training_library()));
  ASSERT_EQ(step.work.collectives.size(), asked->collectives.size());
  EXPECT_EQ(step.work.collectives[0].launches, asked->collectives[0].launches);
}

TEST(TrainingCases, times_to_train_and_shares_of_peak_are_no_rate) {
  auto row = training("GPT-3 175B", "TP4");
  for (const char* metric : {"time_to_train_min", "tflops_per_gpu", "mfu"}) {
    row.metric = metric;
    EXPECT_EQ(refusal(row, training_library()), std::string("metric ") + metric);
  }
}

TEST(TrainingCases, a_phase_that_the_workload_does_not_have_is_named) {
  auto row = training("resnet-50", "");
  row.workload["precision"] = words("fp16");
  EXPECT_EQ(refusal(row, training_library()), "phase train of resnet-50");
  row = training("GPT-3 175B", "");
  row.workload["precision"] = words("posit");
  EXPECT_EQ(refusal(row, training_library()), "precision posit of gpt-3-175b");
}

// TPUs publish no peak of fp32: without one there is no time, and not an endless one.
TEST(TrainingCases, a_format_that_the_device_has_no_peak_for_is_named) {
  auto row = published("dlrm", "train_samples_per_s", 1e6,
                       {{"model", words("DLRM-DCNv2")}, {"precision", words("TF32")}});
  EXPECT_NE(made(row, training_library()).measured, 0);
  row.device = "tpu-v5p";
  EXPECT_EQ(refusal(row, training_library()), "peak_dense of fp32");
}

TEST(RequestCases, a_request_is_measured_in_samples_a_second_and_device) {
  auto row = published("vision", "samples_per_s", 4000,
                       {{"model", words("resnet-50")},
                        {"precision_weights", words("int8")},
                        {"scenario", words("Offline")}});
  row.devices = 4;
  row.per_device = 1000;
  const PublishedCase found = made(row, training_library());
  EXPECT_EQ(found.measured, 1000);
  EXPECT_EQ(found.what.channel, Channel::kOther);
  EXPECT_EQ(found.what.traits[static_cast<std::size_t>(Trait::kLayout)], "offline");
  // Products and convolutions of 64 images, 2 x 3.8 to 4.2 billion multiply-adds each.
  double flops = 0;
  for (const auto& load : step_of(found).work.operators) flops += load.flops * load.launches;
  EXPECT_NEAR(flops / step_of(found).amount / 2, 4.0e9, 0.25e9);
}

// 8.2 GFLOP an image: 240,000 images a second are all of an H100's 1979 TOPS of int8. What passes
// twice that counts something else.
TEST(RequestCases, a_rate_beyond_the_silicon_counts_something_else) {
  auto row = published("vision", "samples_per_s", 300e3,
                       {{"model", words("resnet-50")}, {"precision_weights", words("int8")}});
  row.unit = "samples/s";
  EXPECT_EQ(refusal(row, training_library()), "a case");
  row.value = row.per_device = 600e3;
  EXPECT_EQ(refusal(row, training_library()), "what samples/s count");
}

TEST(RequestCases, tokens_of_a_request_that_nobody_tells_leave_its_rate_unknown) {
  const auto row = published("vision", "tokens_per_s", 1000, {{"model", words("resnet-50")}});
  EXPECT_EQ(refusal(row, training_library()), "tokens of a request");
}

TEST(RequestCases, recommendation_is_a_channel_of_its_own) {
  const auto row =
      published("dlrm", "samples_per_s", 1e6,
                {{"model", words("DLRM-DCNv2")}, {"precision_weights", words("int8")}});
  EXPECT_EQ(made(row, training_library()).what.channel, Channel::kRecommendation);
}

}  // namespace
}  // namespace fleetmark::model
