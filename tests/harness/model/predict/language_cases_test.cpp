// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>

#include "tests/harness/model/predict/predict_builders.h"
#include "tests/harness/model/predict/published_builders.h"

namespace fleetmark::model {
namespace {

using test::made;
using test::published;
using test::refusal;
using test::words;

const Library& language_library() {
  static const Library one = test::library_of({"h100-sxm5-80", "kunlun-m100"},
                                              {"llama-3.1-8b", "llama-3.1-70b", "deepseek-v3"});
  return one;
}

record::PublishedResult served(const std::string& metric, double value) {
  return published("llm_server", metric, value,
                   {{"model", words("Llama-3.1-70B")},
                    {"precision_weights", words("fp8")},
                    {"isl", 1000.0},
                    {"osl", 500.0},
                    {"concurrency", 16.0},
                    {"tensor_parallel", 8.0}});
}

record::PublishedResult on_8_devices(record::PublishedResult result) {
  result.devices = 8;
  result.per_device = result.value / 8;
  return result;
}

const ServingWork& work_of(const PublishedCase& found) {
  return std::get<ServingWork>(found.what.task.what);
}

TEST(LanguageCases, every_metric_is_brought_to_seconds_or_output_tokens_a_device) {
  const auto measured = [](const std::string& metric) {
    return made(on_8_devices(served(metric, 2400)), language_library()).measured;
  };
  EXPECT_DOUBLE_EQ(measured("tpot_ms"), 2.4);
  EXPECT_DOUBLE_EQ(measured("output_tokens_per_s"), 300);
  EXPECT_DOUBLE_EQ(measured("total_tokens_per_s"), 100);  // 500 of 1500 are output
  EXPECT_DOUBLE_EQ(measured("samples_per_s"), 150000);    // of 500 tokens each
  EXPECT_EQ(refusal(on_8_devices(served("joules", 1)), language_library()), "metric joules");
}

TEST(LanguageCases, a_served_model_is_the_load_and_layout_of_its_row) {
  const PublishedCase found = made(on_8_devices(served("tpot_ms", 12)), language_library());
  EXPECT_EQ(found.what.channel, Channel::kTpot);
  EXPECT_EQ(found.what.task.quantity, Quantity::kTpot);
  EXPECT_EQ(work_of(found).load.input_tokens, 1000);
  EXPECT_EQ(work_of(found).load.output_tokens, 500);
  EXPECT_EQ(work_of(found).load.concurrency, 16);
  EXPECT_EQ(work_of(found).devices, 8);
  EXPECT_EQ(found.what.extents, (std::array<double, kExtents>{8, 16, 1000, 500}));
  EXPECT_EQ(found.what.traits, (std::array<std::string, kTraits>{
                                   "h100-sxm5-80", "Hopper", "NVIDIA", "llama-3.1-70b",
                                   "dense-decoder", "trtllm", "fp8", "tensor parallel"}));
  EXPECT_EQ(group_of(found.what), "h100-sxm5-80 / llama-3.1-70b");
}

TEST(LanguageCases, offline_memory_decides_how_many_run) {
  auto row = on_8_devices(served("output_tokens_per_s", 9000));
  row.category = "llm_offline";
  const PublishedCase found = made(row, language_library());
  EXPECT_EQ(found.what.channel, Channel::kOffline);
  EXPECT_EQ(found.what.task.quantity, Quantity::kOfflineRate);
  row.workload.erase("concurrency");
  EXPECT_GT(work_of(made(row, language_library())).running, 16);
  row.category = "llm_server";
  EXPECT_EQ(made(row, language_library()).what.channel, Channel::kOffline);
}

TEST(LanguageCases, offline_prompts_wait_and_a_fixed_batch_is_no_engine_in_flight) {
  auto row = on_8_devices(served("output_tokens_per_s", 9000));
  const auto layout_of_row = [&] {
    return made(row, language_library()).what.traits[static_cast<std::size_t>(Trait::kLayout)];
  };
  EXPECT_FALSE(work_of(made(row, language_library())).together);  // each comes when one is done
  row.category = "llm_offline";
  EXPECT_TRUE(work_of(made(row, language_library())).together);
  EXPECT_EQ(layout_of_row(), "tensor parallel");
  row.workload.erase("concurrency");
  row.workload["batch"] = 64.0;
  EXPECT_EQ(layout_of_row(), "static batch");
  row.workload["scenario"] = std::string("Offline");
  EXPECT_EQ(layout_of_row(), "offline");
}

// A time per token depends on how many share the step: nobody may choose that for the source.
TEST(LanguageCases, a_time_per_token_without_its_load_is_unknown) {
  auto row = on_8_devices(served("tpot_ms", 12));
  row.workload.erase("concurrency");
  EXPECT_EQ(refusal(row, language_library()), "concurrency");
  row.workload["concurrency"] = words("burst of 500 requests");
  EXPECT_EQ(work_of(made(row, language_library())).load.concurrency, 500);
}

// 70.6 GB of fp8 against 0.7 x 0.9 x 80 GB: two devices, though eight took part.
TEST(LanguageCases, where_no_layout_is_told_the_fewest_devices_that_hold_the_model_share_it) {
  auto row = on_8_devices(served("output_tokens_per_s", 9000));
  row.workload.erase("tensor_parallel");
  EXPECT_EQ(work_of(made(row, language_library())).devices, 2);
  row.workload["precision_weights"] = words("bf16");
  EXPECT_EQ(work_of(made(row, language_library())).devices, 4);
  row.workload["parallelism"] = words("TP8");
  EXPECT_EQ(work_of(made(row, language_library())).devices, 8);
}

TEST(LanguageCases, experts_spread_over_devices_mean_attention_by_data) {
  auto row = on_8_devices(served("output_tokens_per_s", 9000));
  row.workload["model"] = words("DeepSeek-V3");
  row.workload.erase("tensor_parallel");
  for (const char* text : {"DEP16", "EP16", "wide EP16"}) {
    row.workload["parallelism"] = words(text);
    const PublishedCase found = made(row, language_library());
    EXPECT_EQ(work_of(found).devices, 16) << text;
    EXPECT_EQ(found.what.traits[static_cast<std::size_t>(Trait::kLayout)],
              "data parallel attention");
  }
}

TEST(LanguageCases, lengths_are_means_where_a_source_has_them) {
  auto row = on_8_devices(served("tpot_ms", 12));
  row.workload["isl_mean"] = 444.0;
  EXPECT_EQ(work_of(made(row, language_library())).load.input_tokens, 444);
  row.workload.erase("isl_mean");
  row.workload.erase("isl");
  row.workload.erase("osl");
  row.workload["dataset"] = words("documents, input mean ~9.4k, output mean 274-301 tok");
  EXPECT_EQ(work_of(made(row, language_library())).load.input_tokens, 9400);
  EXPECT_EQ(work_of(made(row, language_library())).load.output_tokens, 274);
}

TEST(LanguageCases, prefill_is_measured_in_input_tokens_a_second_and_device) {
  auto row = published("llm_prefill", "time_to_first_token_ms", 50,
                       {{"model", words("Llama-3.1-8B")},
                        {"precision_weights", words("fp16")},
                        {"batch", 4.0},
                        {"isl", 2000.0},
                        {"tensor_parallel", 2.0}});
  row.devices = 2;
  const PublishedCase found = made(row, language_library());
  EXPECT_EQ(found.what.channel, Channel::kPrefill);
  EXPECT_DOUBLE_EQ(found.measured, 4 * 2000 / 0.05 / 2);
  EXPECT_DOUBLE_EQ(std::get<StepTask>(found.what.task.what).amount, 4000);
  row.metric = "prefill_tokens_per_s_per_node";
  row.value = 60000;
  row.per_device = 15000;  // of a node of four
  EXPECT_DOUBLE_EQ(made(row, language_library()).measured, 15000);
}

// Weights are read once for all prompts of a batch: a source that does not tell how many leaves the
// rate open. Tokens of a batch are those of each group that shares its attention.
TEST(LanguageCases, prefill_without_its_batch_is_unknown) {
  auto row = on_8_devices(published("llm_prefill", "prefill_tokens_per_s_per_gpu", 7000,
                                    {{"model", words("DeepSeek-V3")},
                                     {"precision_weights", words("fp8")},
                                     {"isl", 4096.0},
                                     {"parallelism", words("EP8")}}));
  EXPECT_EQ(refusal(row, language_library()), "batch");
  row.workload["batch_tokens"] = 16384.0;
  const PublishedCase found = made(row, language_library());
  EXPECT_DOUBLE_EQ(std::get<StepTask>(found.what.task.what).amount, 16384);
  EXPECT_EQ(found.what.extents, (std::array<double, kExtents>{8, 4, 4096, 1}));
  row.workload["batch_tokens"] = 1024.0;  // a longer prompt is a batch of its own
  EXPECT_DOUBLE_EQ(std::get<StepTask>(made(row, language_library()).what.task.what).amount, 4096);
}

// DeepSeek's profile and LMSYS's upper bound deal tokens evenly to experts; real text does not.
TEST(LanguageCases, experts_dealt_evenly_are_told_by_the_record) {
  auto row = on_8_devices(published("llm_prefill", "prefill_tokens_per_s_per_gpu", 7000,
                                    {{"model", words("DeepSeek-V3")},
                                     {"precision_weights", words("fp8")},
                                     {"isl", 4096.0},
                                     {"batch", 4.0},
                                     {"parallelism", words("EP8")}}));
  const auto step = [&] {
    return std::get<StepTask>(made(row, language_library()).what.task.what);
  };
  EXPECT_FALSE(step().work.is_balanced);
  row.workload["expert_load"] = words("balanced");
  EXPECT_TRUE(step().work.is_balanced);
}

TEST(LanguageCases, what_is_missing_is_named) {
  const auto without = [](const char* name) {
    auto row = on_8_devices(served("tpot_ms", 12));
    row.workload.erase(name);
    return refusal(row, language_library());
  };
  EXPECT_EQ(without("isl"), "isl");
  EXPECT_EQ(without("osl"), "osl");
  EXPECT_EQ(without("precision_weights"), "precision  of llama-3.1-70b");
  EXPECT_EQ(without("model"), "workload ");
  auto row = on_8_devices(served("tpot_ms", 12));
  row.workload["precision_weights"] = words("fp6");
  EXPECT_EQ(refusal(row, language_library()), "precision fp6 of llama-3.1-70b");
  row.workload["model"] = words("Foo-9B");
  EXPECT_EQ(refusal(row, language_library()), "workload Foo-9B");
  row.device = "nobody-1";
  EXPECT_EQ(refusal(row, language_library()), "device nobody-1");
  row.device = "kunlun-m100";  // a profile without figures
  EXPECT_NE(refusal(row, language_library()).find("memory.bandwidth of kunlun-m100"),
            std::string::npos);
}

TEST(LanguageCases, what_does_not_fit_is_not_unknown) {
  auto row = on_8_devices(served("tpot_ms", 12));
  row.workload["tensor_parallel"] = 1.0;
  row.workload["precision_weights"] = words("bf16");
  EXPECT_EQ(refusal(row, language_library()),
            "infeasible:llama-3.1-70b: memory: needs 142 GB on each device, 80 GB are usable");
}

}  // namespace
}  // namespace fleetmark::model
