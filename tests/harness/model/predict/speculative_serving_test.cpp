// SPDX-License-Identifier: Apache-2.0
// Serving with drafts: what a step takes, what memory holds, what silicon allows, and that records
// of plain decoding correct it.
#include <gtest/gtest.h>

#include <cmath>

#include "harness/model/predict/speculation_gain.h"
#include "harness/model/predict/speculative.h"
#include "tests/harness/model/predict/shipped_fit.h"

namespace fleetmark::model {
namespace {

using test::lossless;
using test::round_rates;
using test::shipped_workload;

constexpr double kAmple = 400e9;

ServingWork speculative_work(const std::string& id, const std::string& precision,
                             std::int64_t concurrency,
                             const std::optional<Speculation>& speculation,
                             double capacity_bytes = kAmple) {
  const Workload& workload = shipped_workload(id);
  const ServingLoad load{.input_tokens = 512, .output_tokens = 128, .concurrency = concurrency};
  const auto work = serving_work(workload, find_precision(workload, precision), {}, load,
                                 capacity_bytes, speculation);
  EXPECT_TRUE(work) << work.error().message;
  return work ? *work : ServingWork{};
}

Speculation looked_up(std::int64_t drafts, double tokens_per_step) {
  return {.drafts = drafts, .tokens_per_step = tokens_per_step};
}

Speculation drafted(std::int64_t drafts, double tokens_per_step, const std::string& id,
                    const std::string& precision) {
  const Workload& draft = shipped_workload(id);
  return {drafts, tokens_per_step, &draft, find_precision(draft, precision)};
}

double tpot_of(const ServingWork& work, const DeviceRates& rates = round_rates()) {
  return serving_time(work, rates, lossless()).tpot_s;
}

TEST(SpeculativeServing, a_token_takes_its_share_of_a_verify_step) {
  const auto work = speculative_work("llama-3.1-70b", "fp8", 1, looked_up(4, 2.5));
  const double verify_s = step_time(work.decode, round_rates(), lossless()).total_s();
  EXPECT_DOUBLE_EQ(tpot_of(work), verify_s / 2.5);
  const auto plain = speculative_work("llama-3.1-70b", "fp8", 1, {});
  // One sequence: weights are read once for 5 tokens as for 1.
  EXPECT_NEAR(verify_s / tpot_of(plain), 1, 0.02);
}

TEST(SpeculativeServing, a_draft_model_takes_steps_memory_and_a_prefill) {
  const auto work =
      speculative_work("llama-3.1-70b", "fp8", 1, drafted(3, 2.5, "llama-3.1-8b", "fp8"));
  const auto alone = speculative_work("llama-3.1-8b", "fp8", 1, {}),
             plain = speculative_work("llama-3.1-70b", "fp8", 1, {});
  EXPECT_DOUBLE_EQ(work.weights_bytes, plain.weights_bytes + alone.weights_bytes);
  EXPECT_DOUBLE_EQ(work.sequence_bytes, plain.sequence_bytes + alone.sequence_bytes);
  const auto rates = round_rates();
  const double verify_s = step_time(work.decode, rates, lossless()).total_s(),
               draft_s = step_time(alone.decode, rates, lossless()).total_s();
  EXPECT_DOUBLE_EQ(tpot_of(work), (verify_s + 3 * draft_s) / 2.5);
  EXPECT_DOUBLE_EQ(serving_time(work, rates, lossless()).draft_s, draft_s);
  const double prefills_s = step_time(plain.prefill, rates, lossless()).total_s() +
                            step_time(alone.prefill, rates, lossless()).total_s();
  // One request waits for nobody.
  EXPECT_NEAR(serving_time(work, rates, lossless()).ttft_s, prefills_s + verify_s + 3 * draft_s,
              1e-12);
  // 8 GB of weights more leave room for fewer sequences.
  const auto few = speculative_work("llama-3.1-70b", "fp8", 4096,
                                    drafted(3, 2.5, "llama-3.1-8b", "fp8"), 100e9),
             many = speculative_work("llama-3.1-70b", "fp8", 4096, {}, 100e9);
  EXPECT_LT(few.running, many.running);
  EXPECT_LT(few.could_run, many.could_run);
}

TEST(SpeculativeServing, drafts_that_are_never_kept_never_help) {
  for (const char* id : {"llama-3.1-8b", "qwen3-30b-a3b", "deepseek-v3"}) {
    const char* precision = std::string(id) == "deepseek-v3" ? "fp8" : "bf16";
    const double capacity_bytes = 2000e9;
    for (const std::int64_t requests : {1, 2, 7, 64, 256}) {
      const double plain_s = tpot_of(speculative_work(id, precision, requests, {}, capacity_bytes));
      for (const std::int64_t drafts : {1, 3, 8}) {
        const double none_s = tpot_of(speculative_work(
            id, precision, requests, looked_up(drafts, tokens_per_step_from_rate(0, drafts)),
            capacity_bytes));
        EXPECT_GE(none_s, plain_s * (1 - 1e-12)) << id << " " << requests << " " << drafts;
        const auto every = static_cast<double>(drafts + 1);
        const double all_s = tpot_of(
            speculative_work(id, precision, requests, looked_up(drafts, every), capacity_bytes));
        // All kept: faster, by no more than the tokens of a step.
        EXPECT_GE(all_s * every, plain_s * (1 - 1e-12)) << id << " " << requests << " " << drafts;
        EXPECT_LT(all_s, none_s);
      }
    }
  }
}

TEST(SpeculativeServing, more_bandwidth_never_slows) {
  for (const std::int64_t requests : {1, 32}) {
    const auto work =
        speculative_work("llama-3.1-70b", "fp8", requests, drafted(4, 3, "llama-3.1-8b", "fp8"));
    double last_s = HUGE_VAL;
    for (const double bandwidth : {0.5e12, 1e12, 2e12, 8e12}) {
      DeviceRates rates = round_rates();
      rates.bandwidth_bytes_per_s = bandwidth;
      EXPECT_LE(tpot_of(work, rates), last_s);
      last_s = tpot_of(work, rates);
    }
  }
}

TEST(SpeculativeServing, silicon_bounds_a_token_by_its_share_of_an_iteration) {
  const auto rates = round_rates();
  const auto work =
      speculative_work("llama-3.1-70b", "fp8", 8, drafted(4, 3, "llama-3.1-8b", "fp8"));
  EXPECT_DOUBLE_EQ(
      least_tpot_s(work, rates),
      (ideal_step_s(work.decode, rates) + 4 * ideal_step_s(*work.speculation->decode, rates)) / 3);
  const Task task{work, Quantity::kTpot};
  EXPECT_EQ(physical_bound(task, rates), least_tpot_s(work, rates));
  EXPECT_GE(modelled(task, rates, lossless()), physical_bound(task, rates));
  // The draft's products need a peak too.
  DeviceRates no_peak = rates;
  no_peak.peak_flop_per_s.fill(0);
  EXPECT_TRUE(missing_peak(task, no_peak));
}

record::ServingPoint speculative_point() {
  record::ServingPoint point;
  point.device = "h100-sxm5-80";
  point.engine = "vllm";
  point.model = "llama-3.1-70b";
  point.precision = "fp8";
  point.mode = "aggregated";
  point.input_tokens = 1024;
  point.output_tokens = 512;
  point.concurrency = 8;
  point.tensor_parallel = 4;
  point.drafting = record::Drafting{.drafts = 4, .tokens_per_step = 3};
  return point;
}

const Library& speculative_library() {
  static const Library one = test::library_of(
      {"h100-sxm5-80"}, {"llama-3.1-70b", "llama-3.1-8b", "resnet-50", "gpt-j-6b"});
  return one;
}

TEST(SpeculativeServing, records_of_plain_decoding_lend_the_same_correction) {
  const Predictor predictor(test::shipped_fit());
  const auto point = speculative_point();
  auto plain = point;
  plain.drafting.reset();
  const auto with =
      std::get<ServingPrediction>(serving_prediction(point, speculative_library(), predictor));
  const auto without =
      std::get<ServingPrediction>(serving_prediction(plain, speculative_library(), predictor));
  EXPECT_NEAR(with.tpot.value / with.tpot.modelled, without.tpot.value / without.tpot.modelled,
              1e-9);
  EXPECT_EQ(with.tpot.sigma, without.tpot.sigma);
  EXPECT_EQ(with.tpot.evidence, without.tpot.evidence);
  EXPECT_LT(with.tpot.value, without.tpot.value);
  EXPECT_GT(with.output.value, without.output.value);

  const auto& parameters =
      test::shipped_fit().channels[static_cast<std::size_t>(Channel::kTpot)]->parameters;
  const auto gained = speculation_gain(point, speculative_library(), predictor, parameters);
  ASSERT_TRUE(std::holds_alternative<SpeculationGain>(gained));
  const auto& gain = std::get<SpeculationGain>(gained);
  EXPECT_EQ(gain.plain.tpot.value, without.tpot.value);
  EXPECT_EQ(gain.draft_s, 0);
  EXPECT_GT(gain.verify_s, gain.plain_s);
  EXPECT_LT(gain.verify_s, 1.5 * gain.plain_s);
}

TEST(SpeculativeServing, a_draft_that_is_not_known_is_named) {
  const auto why = [](const std::string& draft, const std::string& precision = "fp8") {
    auto point = speculative_point();
    point.precision = precision;
    point.drafting->model = draft;
    const auto found = serving_cases(point, speculative_library());
    const auto* none = std::get_if<NoCase>(&found);
    return none == nullptr ? std::string() : status_of(*none);
  };
  EXPECT_EQ(why("llama-3.1-8b"), "");
  EXPECT_EQ(why("llama-0"), "unknown:workload llama-0");
  EXPECT_EQ(why("gpt-j-6b", "nvfp4"), "unknown:precision nvfp4 of gpt-j-6b");
}

}  // namespace
}  // namespace fleetmark::model
