// SPDX-License-Identifier: Apache-2.0
#include "harness/model/predict/serving.h"

#include <gtest/gtest.h>

#include <cmath>

#include "harness/model/predict/task.h"
#include "tests/harness/model/predict/predict_builders.h"

namespace fleetmark::model {
namespace {

using test::lossless;
using test::round_rates;
using test::shipped_workload;

constexpr double kRoomy = 192e9;

ServingWork work_of(const std::string& id, const std::string& precision, const Parallel& parallel,
                    const ServingLoad& load, double capacity = kRoomy) {
  const Workload& workload = shipped_workload(id);
  const auto work =
      serving_work(workload, find_precision(workload, precision), parallel, load, capacity);
  EXPECT_TRUE(work) << work.error().message;
  return work ? *work : ServingWork{};
}

// Work of the same load whose prompts, which all wait, are taken together.
ServingWork waiting(const std::string& id, const std::string& precision, const Parallel& parallel,
                    const ServingLoad& load, double capacity = kRoomy) {
  ServingWork work = work_of(id, precision, parallel, load, capacity);
  const Workload& workload = shipped_workload(id);
  EXPECT_TRUE(take_prompts_together(work, workload, find_precision(workload, precision), parallel));
  return work;
}

TEST(Serving, prompts_that_wait_are_taken_together_up_to_a_prefills_tokens) {
  const Parallel one{.tensor = 1};
  const ServingWork short_ones = waiting("llama-3.1-8b", "fp8", one, {1000, 100, 4096});
  ASSERT_TRUE(short_ones.together);
  EXPECT_EQ(short_ones.together->prompts, 8);  // of 8192 tokens
  const Workload& workload = shipped_workload("llama-3.1-8b");
  const auto eight = step_work(workload, "prefill", find_precision(workload, "fp8"), one, 8, 1000);
  ASSERT_TRUE(eight);
  EXPECT_EQ(short_ones.together->prefill.operators, eight->operators);
  EXPECT_EQ(short_ones.together->prefill.tokens, 8000);
  // No more than run, and a longer one alone.
  EXPECT_EQ(waiting("llama-3.1-8b", "fp8", one, {1000, 100, 3}).together->prompts, 3);
  EXPECT_FALSE(waiting("llama-3.1-8b", "fp8", one, {5000, 100, 4096}).together);
  // Each group of attention takes its own.
  const Parallel groups{.tensor = 1, .expert = 8, .attention_data = 8};
  const ServingWork grouped = waiting("deepseek-v3", "fp8", groups, {1000, 100, 4096}, 1e12);
  ASSERT_TRUE(grouped.together);
  EXPECT_EQ(grouped.together->prompts, 8);
  EXPECT_EQ(grouped.together->prefill.tokens, 8000);
}

// Each of 32 requests holds its place for 0.5 s and 99 times 10 ms, and yields 100 tokens.
TEST(Serving, a_closed_loop_yields_its_tokens_over_the_life_of_a_request) {
  const ServingLoad load{.input_tokens = 7, .output_tokens = 100, .concurrency = 32};
  EXPECT_DOUBLE_EQ(closed_loop_rate(load, 0.5, 0.01, 8), 32 * 100 / (0.5 + 0.99) / 8);
  const ServingLoad one{.input_tokens = 7, .output_tokens = 1, .concurrency = 1};
  EXPECT_DOUBLE_EQ(closed_loop_rate(one, 0.5, 99, 1), 2);  // no token after the first
}

TEST(Serving, sequences_fit_beside_the_weights) {
  // Of 40 GB that weights leave, 36 are for the cache.
  EXPECT_EQ(sequences_that_fit(100e9, 60e9, 1e9), 36);
  EXPECT_EQ(sequences_that_fit(100e9, 60e9, 36e9), 1);
  EXPECT_EQ(sequences_that_fit(100e9, 60e9, 37e9), 0);
  EXPECT_EQ(sequences_that_fit(100e9, 100e9, 1), 0);
  EXPECT_EQ(sequences_that_fit(100e9, 120e9, 0), 0);
  EXPECT_EQ(sequences_that_fit(100e9, 60e9, 0), HUGE_VAL);  // nothing is cached
}

TEST(Serving, eight_devices_hold_an_eighth_of_the_weights_each) {
  const Workload& workload = shipped_workload("llama-3.1-70b");
  const auto count = count_weights(workload);
  ASSERT_TRUE(count);
  const auto weights =
      weights_on_device(workload, find_precision(workload, "fp8"), Parallel{.tensor = 8});
  ASSERT_TRUE(weights);
  EXPECT_DOUBLE_EQ(*weights, static_cast<double>(count->total) / 8);
  const auto staged = weights_on_device(workload, find_precision(workload, "nvfp4"),
                                        Parallel{.tensor = 4, .pipeline = 2});
  ASSERT_TRUE(staged);
  EXPECT_DOUBLE_EQ(*staged, static_cast<double>(count->total) * 4.5 / 8 / 8);
}

TEST(Serving, attention_by_data_is_whole_on_every_device) {
  const Workload& workload = shipped_workload("deepseek-v3");
  const auto all = count_weights(workload), rest = count_weights(workload, {"attention"});
  ASSERT_TRUE(all && rest);
  ASSERT_LT(rest->total, all->total);
  const auto weights = weights_on_device(workload, find_precision(workload, "fp8"),
                                         Parallel{.expert = 8, .attention_data = 8});
  ASSERT_TRUE(weights);
  EXPECT_DOUBLE_EQ(*weights, static_cast<double>(all->total - rest->total) +
                                 static_cast<double>(rest->total) / 8);
}

// Keys and values: 2 x 80 layers x 8 heads x 128, in 8 bits, of 8 devices each one head; half of
// the output is done.
TEST(Serving, a_sequence_takes_its_keys_and_values) {
  const ServingWork work = work_of("llama-3.1-70b", "fp8", {.tensor = 8},
                                   {.input_tokens = 1000, .output_tokens = 200, .concurrency = 4});
  EXPECT_EQ(work.sequence_bytes, 2.0 * 80 * 1 * 128 * 1100);
  EXPECT_EQ(work.running, 4);
  EXPECT_EQ(work.devices, 8);
}

TEST(Serving, memory_bounds_the_sequences_that_run) {
  const ServingLoad load{.input_tokens = 8000, .output_tokens = 192, .concurrency = 1000};
  const ServingWork work = work_of("llama-3.1-8b", "fp8", {}, load, 40e9);
  const double fit = sequences_that_fit(40e9, work.weights_bytes, work.sequence_bytes);
  EXPECT_EQ(work.running, fit);
  EXPECT_LT(fit, 1000);
  EXPECT_EQ(work.decode.sequences, fit);
  EXPECT_EQ(work.could_run, std::floor((40e9 - work.weights_bytes) / work.sequence_bytes));
  EXPECT_GT(work.could_run, fit);
  EXPECT_GT(work_of("llama-3.1-8b", "fp8", {}, load, 80e9).running, fit);
  // Those outside wait for a whole request to end.
  ServingLoad fewer = load;
  fewer.concurrency = static_cast<std::int64_t>(fit);
  const ServingWork full = work_of("llama-3.1-8b", "fp8", {}, fewer, 40e9);
  const auto p = starting_parameters();
  EXPECT_DOUBLE_EQ(serving_time(work, round_rates(), p).tpot_s,
                   serving_time(full, round_rates(), p).tpot_s);
  EXPECT_GT(serving_time(work, round_rates(), p).ttft_s,
            10 * serving_time(full, round_rates(), p).ttft_s);
}

TEST(Serving, groups_of_attention_hold_their_own_sequences) {
  const ServingLoad load{.input_tokens = 30000, .output_tokens = 1000, .concurrency = 100000};
  const ServingWork work =
      work_of("deepseek-v3", "fp8", {.expert = 16, .attention_data = 16}, load, 141e9);
  const double fit = sequences_that_fit(141e9, work.weights_bytes, work.sequence_bytes);
  EXPECT_EQ(work.running, 16 * fit);
  EXPECT_EQ(work.decode.sequences, fit);
}

// 70.55 G weights in 2 bytes, and a cache of 0.5 GB in 0.9 of what they leave.
// Four stages work on a quarter of the sequences each: a token passes all of them in the time that
// two devices take for a quarter, and four times as many come out.
TEST(Serving, stages_of_a_pipeline_work_at_once) {
  const ServingLoad load{.input_tokens = 1024, .output_tokens = 512, .concurrency = 64};
  const ServingWork piped =
      work_of("llama-3.1-70b", "fp8", {.tensor = 2, .pipeline = 4}, load, kRoomy);
  ServingLoad quarter = load;
  quarter.concurrency = 16;
  const ServingWork alone = work_of("llama-3.1-70b", "fp8", {.tensor = 2}, quarter, kRoomy);
  EXPECT_EQ(piped.running, 64);
  EXPECT_EQ(piped.decode.operators, alone.decode.operators);
  EXPECT_EQ(piped.prompts, 4);
  DeviceRates rates = round_rates();
  rates.link_bytes_per_s = 1e18;
  const ModelParameters p = lossless();
  EXPECT_NEAR(offline_rate(piped, rates, p) / offline_rate(alone, rates, p), 1, 1e-6);
  EXPECT_NEAR(serving_time(piped, rates, p).decode.total_s(),
              serving_time(alone, rates, p).decode.total_s(), 1e-9);
}

// One request is one prompt, however many groups of attention there are.
TEST(Serving, a_prefill_takes_no_more_prompts_than_there_are) {
  const Parallel spread{.expert = 32, .attention_data = 32};
  const auto prompts = [&](std::int64_t concurrency) {
    const ServingWork work =
        work_of("deepseek-v3", "fp8", spread, {1024, 512, concurrency}, kRoomy);
    EXPECT_EQ(work.prefill.tokens, 1024);
    return work.prompts;
  };
  EXPECT_EQ(prompts(1), 1);
  EXPECT_EQ(prompts(20), 20);
  EXPECT_EQ(prompts(63), 32);
}

TEST(Serving, a_model_that_does_not_fit_is_refused_with_both_figures) {
  const Workload& workload = shipped_workload("llama-3.1-70b");
  const ServingLoad load{.input_tokens = 1024, .output_tokens = 1024, .concurrency = 1};
  const auto refused = serving_work(workload, find_precision(workload, "bf16"), {}, load, 80e9);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kNotSupported);
  EXPECT_EQ(refused.error().message,
            "llama-3.1-70b: memory: needs 142 GB on each device, 80 GB are usable");
}

TEST(Serving, a_request_alone_meets_no_other) {
  const ServingWork work = work_of("llama-3.1-8b", "bf16", {},
                                   {.input_tokens = 1024, .output_tokens = 128, .concurrency = 1});
  ModelParameters p = lossless();
  p[Parameter::kPrefillShare] = 3;
  p[Parameter::kBurstShare] = 2;
  p[Parameter::kFirstTokenLayerTime] = 0.25 / 32;  // of 32 layers
  p[Parameter::kPrefillTime] = 0.125;
  const ServingTime time = serving_time(work, round_rates(), p);
  EXPECT_DOUBLE_EQ(time.tpot_s, time.decode.total_s());
  EXPECT_DOUBLE_EQ(time.output_tokens_per_s_per_device,
                   closed_loop_rate(work.load, time.ttft_s, time.tpot_s, 1));
  // Its own prefill and first step, and at most the wait for an equal one.
  const double own_s = 0.25 + 0.125 + time.prefill.total_s() + time.decode.total_s();
  EXPECT_GE(time.ttft_s, own_s);
  EXPECT_LE(time.ttft_s, own_s * 1.1);
}

// T_decode + share (running - 1) T_prefill / output tokens.
TEST(Serving, the_prefills_of_others_delay_every_token) {
  const ServingWork work = work_of("llama-3.1-8b", "bf16", {},
                                   {.input_tokens = 1024, .output_tokens = 128, .concurrency = 9});
  ModelParameters p = lossless();
  p[Parameter::kPrefillShare] = 0.5;
  p[Parameter::kPrefillTime] = 0.125;
  const ServingTime time = serving_time(work, round_rates(), p);
  EXPECT_DOUBLE_EQ(time.tpot_s,
                   time.decode.total_s() + 0.5 * 8 * (time.prefill.total_s() + 0.125) / 128);
}

TEST(Serving, more_requests_at_once_make_each_token_slower) {
  struct Row {
    const char* workload;
    const char* precision;
    Parallel parallel;
  };
  for (const Row& row :
       {Row{"llama-3.1-70b", "fp8", {.tensor = 8}}, Row{"gpt-oss-120b", "mxfp4", {.tensor = 4}},
        Row{"deepseek-v3", "fp8", {.tensor = 8, .expert = 8}},
        Row{"deepseek-v3", "fp8", {.expert = 8, .attention_data = 8}}}) {
    double last_tpot = 0, last_ttft = 0;
    for (const std::int64_t concurrency : {8, 16, 32, 64, 128, 256}) {
      const ServingLoad load{
          .input_tokens = 1024, .output_tokens = 512, .concurrency = concurrency};
      const ServingWork work = work_of(row.workload, row.precision, row.parallel, load);
      const ServingTime time = serving_time(work, round_rates(), starting_parameters());
      EXPECT_GT(time.tpot_s, last_tpot) << row.workload << " " << concurrency;
      EXPECT_GT(time.ttft_s, last_ttft) << row.workload << " " << concurrency;
      EXPECT_GE(time.tpot_s, least_tpot_s(work, round_rates()));
      last_tpot = time.tpot_s;
      last_ttft = time.ttft_s;
    }
  }
}

}  // namespace
}  // namespace fleetmark::model
